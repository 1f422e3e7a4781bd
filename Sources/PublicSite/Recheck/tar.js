// The tar files of docs/format.md section 7: every header has one form, so that nothing hides in it.

const BLOCK = 512;
const MAXIMUM_FILE = 1073741824;
const MAXIMUM_MEMBERS = 2000000;

/** The one header of a member, as a byte string. */
function tarHeader(name, size) {
  const octal = (number, width) => number.toString(8).padStart(width, '0');
  const front = name.padEnd(100, '\0') + '0000644\0' + '0000000\0'.repeat(2) + octal(size, 11) + '\0' + '0'.repeat(11) + '\0';
  const back = '0' + '\0'.repeat(100) + 'ustar\x0000' + '\0'.repeat(247);
  let sum = 8 * 0x20;
  for (const part of [front, back]) {
    for (let at = 0; at < part.length; at += 1) sum += part.charCodeAt(at);
  }
  return front + octal(sum, 6) + '\0 ' + back;
}

function isZero(bytes, from, to) {
  for (let at = from; at < to; at += 1) {
    if (bytes[at] !== 0) return false;
  }
  return true;
}

/** The members of a tar file in their order: name to a view of the bytes. Nothing is copied. */
function readTar(bytes) {
  need(bytes.length <= MAXIMUM_FILE, 'export.malformed', 'too large');
  const members = new Map();
  let last = '';
  let at = 0;
  for (;;) {
    need(at + BLOCK <= bytes.length, 'export.malformed', 'cut short');
    if (isZero(bytes, at, at + BLOCK)) break;
    const block = latin(bytes, at, at + BLOCK);
    const name = block.slice(0, 99).split('\0')[0];
    const digits = block.slice(124, 135);
    need(name.length > 0 && name > last && /^[0-7]{11}$/.test(digits), 'export.malformed', 'byte ' + at);
    const size = parseInt(digits, 8);
    need(tarHeader(name, size) === block, 'export.malformed', 'header of ' + shown(name));
    const end = at + BLOCK + size;
    const next = at + BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    need(next <= bytes.length, 'export.malformed', 'cut short');
    need(isZero(bytes, end, next), 'export.malformed', 'behind ' + shown(name));
    need(members.size < MAXIMUM_MEMBERS, 'export.malformed', 'too many members');
    members.set(name, bytes.subarray(at + BLOCK, end));
    last = name;
    at = next;
  }
  need(at + 2 * BLOCK === bytes.length && isZero(bytes, at, bytes.length), 'export.malformed', 'behind the end');
  return members;
}
