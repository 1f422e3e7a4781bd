// SHA-256 (FIPS 180-4) from a packaged library, and the hashes of RFC 6962 section 2.1. A hash is a byte string of 32.

const LARGE = 65536;

/** The hash of a byte string or an array of bytes. */
function sha256(data) {
  const maker = new vendor.SHA256();
  const bytes = typeof data === 'string' ? bytesOf(data) : data;
  for (let at = 0; at < bytes.length; at += LARGE) maker.update(bytes.subarray(at, at + LARGE));
  return String.fromCharCode.apply(null, maker.digest());
}

/** The hash of a large array of bytes, by the browser where it can. */
async function sha256Large(bytes) {
  if (bytes.length >= LARGE && subtle()) return latin(new Uint8Array(await subtle().digest('SHA-256', bytes)));
  return sha256(bytes);
}

/** The hash of a leaf: SHA-256(0x00 ‖ data). */
function leafHash(data) {
  const bytes = typeof data === 'string' ? bytesOf(data) : data;
  const prefixed = new Uint8Array(bytes.length + 1);
  prefixed.set(bytes, 1);
  return sha256(prefixed);
}

/** The hash of a node: SHA-256(0x01 ‖ left ‖ right). */
function nodeHash(left, right) {
  return sha256('\x01' + left + right);
}

/** SHA-256 of lines, each with its LF, as hexadecimal digits: `H` of docs/draw.md. */
function hashLines() {
  return hex(sha256(Array.prototype.join.call(arguments, '\n') + '\n'));
}
