// Bytes. A *byte string* is a string whose code units are bytes (0 to 255), so that comparison, sorting and equality of the
// language are those of bytes. Hashes and texts of the ledger are byte strings; only what people read is decoded.

/** What a parser throws: a code of docs/errors.md or docs/draw.md, and what it is about. */
class Refused extends Error {
  constructor(code, detail) {
    super(code + ' ' + detail);
    this.code = code;
    this.detail = String(detail === undefined ? '' : detail);
  }
}

/** Refuses unless the claim holds. */
function need(holds, code, detail) {
  if (!holds) throw new Refused(code, detail);
}

const CHUNK = 8192;

/** A byte string from an array of bytes. */
function latin(bytes, from, to) {
  const start = from || 0;
  const end = to === undefined ? bytes.length : to;
  let text = '';
  for (let at = start; at < end; at += CHUNK) {
    text += String.fromCharCode.apply(null, bytes.subarray(at, Math.min(end, at + CHUNK)));
  }
  return text;
}

/** An array of bytes from a byte string. */
function bytesOf(text) {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  return bytes;
}

/** The UTF-8 of a text, as a byte string. */
function utf8(text) {
  return latin(new TextEncoder().encode(text));
}

/** The text of a byte string; null where that is not UTF-8. Neither U+FEFF nor anything else is dropped. */
function textOf(byteString) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytesOf(byteString));
  } catch (error) {
    return null;
  }
}

/** Foreign bytes for people: decoded where they can be, without controls and marks of direction, not longer than `limit`. */
function shown(byteString, limit) {
  const text = textOf(byteString.slice(0, 4 * (limit || 80)));
  const plain = text === null ? byteString.replace(/[^ -~]/g, '?') : text;
  const clean = plain.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g, '\ufffd');
  return clean.length > (limit || 80) ? clean.slice(0, limit || 80) + '…' : clean;
}

/** Lower-case hexadecimal digits of a byte string. */
function hex(byteString) {
  let digits = '';
  for (let at = 0; at < byteString.length; at += 1) digits += (256 + byteString.charCodeAt(at)).toString(16).slice(1);
  return digits;
}

/** The byte string of hexadecimal digits in lower case; null for anything else. */
function unhex(digits) {
  if (digits.length % 2 !== 0 || !/^[0-9a-f]*$/.test(digits)) return null;
  let text = '';
  for (let at = 0; at < digits.length; at += 2) text += String.fromCharCode(parseInt(digits.slice(at, at + 2), 16));
  return text;
}

/** Base64 with padding (RFC 4648 section 4) of a byte string. */
function base64(byteString) {
  return btoa(byteString);
}

/** The byte string of canonical base64, of `size` bytes where that is given; null for anything else. */
function unbase64(text, size) {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return null;
  let data;
  try {
    data = atob(text);
  } catch (error) {
    return null;
  }
  return btoa(data) === text && (size === undefined || data.length === size) ? data : null;
}

/** A number without sign and leading zero, below 2^53; null for anything else. */
function decimal(text) {
  if (!/^(?:0|[1-9][0-9]{0,15})$/.test(text)) return null;
  const number = Number(text);
  return number <= Number.MAX_SAFE_INTEGER ? number : null;
}

/** The order of two byte strings. */
function order(left, right) {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Whether a value is a string, and one that a pattern knows. */
function isText(value, pattern) {
  return typeof value === 'string' && (pattern === undefined || pattern.test(value));
}
