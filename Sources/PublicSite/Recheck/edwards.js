// The curve of Ed25519 (RFC 8032 section 5.1) on the field arithmetic and SHA-512 of tweetnacl, for browsers without
// WebCrypto. Tweetnacl's own verification walks bit by bit with new arrays at each step and takes 16 ms a signature, too long
// for a county's year; windows of four bits and arrays that are used again take a tenth. Nothing here is secret.

const WINDOW = 4;

/** Points are x, y, z and t in extended coordinates. */
function neutralPoint() {
  const { gf } = vendor.nacl.lowlevel;
  return [gf(), gf([1]), gf([1]), gf()];
}

/** A point as it is added: y − x, y + x, 2·z and 2·d·t. */
function summand([x, y, z, t]) {
  const { gf, D, M, A, Z } = vendor.nacl.lowlevel;
  const made = [gf(), gf(), gf(), gf()];
  Z(made[0], y, x);
  A(made[1], y, x);
  A(made[2], z, z);
  M(made[3], t, D);
  A(made[3], made[3], made[3]);
  return made;
}

/** A sum of points. */
class PointSum {
  constructor() {
    const { gf } = vendor.nacl.lowlevel;
    this.sum = neutralPoint();
    this.scratch = Array.from({ length: 8 }, () => gf());
  }

  finish(e, f, g, h) {
    const { M } = vendor.nacl.lowlevel;
    M(this.sum[0], e, f);
    M(this.sum[1], g, h);
    M(this.sum[2], f, g);
    M(this.sum[3], e, h);
  }

  double() {
    const { A, S, Z } = vendor.nacl.lowlevel;
    const [x, y, z] = this.sum;
    const [a, b, c, , e, f, g, h] = this.scratch;
    S(a, x);
    S(b, y);
    S(c, z);
    A(c, c, c);
    A(h, a, b);
    A(e, x, y);
    S(e, e);
    Z(e, h, e);
    Z(g, a, b);
    A(f, c, g);
    this.finish(e, f, g, h);
  }

  add([minus, plus, z2, td2]) {
    const { A, M, Z } = vendor.nacl.lowlevel;
    const [x, y, z, t] = this.sum;
    const [a, b, c, d, e, f, g, h] = this.scratch;
    Z(a, y, x);
    M(a, a, minus);
    A(b, x, y);
    M(b, b, plus);
    M(c, t, td2);
    M(d, z, z2);
    Z(e, b, a);
    Z(f, d, c);
    A(g, d, c);
    A(h, b, a);
    this.finish(e, f, g, h);
  }

  /** Adds products of scalars (32 bytes, little-endian) and points (their multiples), all in one walk. */
  addProduct(...pairs) {
    for (let nibble = 63; nibble >= 0; nibble -= 1) {
      for (let turn = 0; turn < WINDOW; turn += 1) this.double();
      for (let at = 0; at < pairs.length; at += 2) {
        const digit = (pairs[at][nibble >> 1] >> (nibble & 1 ? 4 : 0)) & 15;
        if (digit !== 0) this.add(pairs[at + 1][digit]);
      }
    }
  }

  isNeutral() {
    const [x, y, z] = this.sum.map(packed);
    return x === packed(vendor.nacl.lowlevel.gf()) && y === z;
  }

  /** The 32 bytes of the sum: y, and the sign of x. */
  encode() {
    const { gf, M, S, pow2523 } = vendor.nacl.lowlevel;
    const [x, y, z] = this.sum;
    // 1/z = z^(p − 2) = (z^((p − 5)/8))^8 · z³.
    const inverse = gf();
    pow2523(inverse, z);
    for (let turn = 0; turn < 3; turn += 1) S(inverse, inverse);
    for (let turn = 0; turn < 3; turn += 1) M(inverse, inverse, z);
    const [affineX, affineY] = [gf(), gf()];
    M(affineX, x, inverse);
    M(affineY, y, inverse);
    const text = packed(affineY);
    const sign = (packed(affineX).charCodeAt(0) & 1) << 7;
    return text.slice(0, 31) + String.fromCharCode(text.charCodeAt(31) | sign);
  }
}

/** A number of the field in its canonical bytes. */
function packed(element) {
  const bytes = new Uint8Array(32);
  vendor.nacl.lowlevel.pack25519(bytes, element);
  return latin(bytes);
}

/** 1 to 15 times a point, each as it is added; nothing at 0. */
function multiplesOf(point) {
  const multiples = [null, summand(point)];
  const sum = new PointSum();
  sum.add(multiples[1]);
  while (multiples.length < 16) {
    sum.add(multiples[1]);
    multiples.push(summand(sum.sum));
  }
  return multiples;
}

/** The point of an encoding (RFC 8032 section 5.1.3); null where there is none. */
function decodePoint(bytes) {
  const { gf, D, unpack25519, M, A, S, Z, pow2523 } = vendor.nacl.lowlevel;
  const one = gf([1]);
  const [y, u, v, v3, x, check] = [gf(), gf(), gf(), gf(), gf(), gf()];
  unpack25519(y, bytes);
  S(u, y);
  M(v, u, D);
  Z(u, u, one); // y² − 1
  A(v, v, one); // d·y² + 1
  S(v3, v);
  M(v3, v3, v);
  S(x, v3);
  M(x, x, v);
  M(x, x, u);
  pow2523(x, x);
  M(x, x, v3);
  M(x, x, u); // u·v³·(u·v⁷)^((p − 5)/8)
  const isRoot = () => {
    S(check, x);
    M(check, check, v);
    return packed(check) === packed(u);
  };
  if (!isRoot()) {
    // The square root of −1 is 2^((p − 1)/4).
    const root = gf();
    pow2523(root, gf([2]));
    S(root, root);
    M(root, root, gf([2]));
    M(x, x, root);
    if (!isRoot()) return null;
  }
  if ((packed(x).charCodeAt(0) & 1) !== bytes[31] >> 7) Z(x, gf(), x);
  const t = gf();
  M(t, x, y);
  return [x, y, one, t];
}

let baseMultiples = null;
const MAXIMUM_KEYS = 4096;
const keyMultiples = new Map();

/** The multiples of −A, kept from one signature of a key to the next; null where A is no point. */
function multiplesOfNegative(key) {
  let multiples = keyMultiples.get(key);
  if (multiples === undefined) {
    const bytes = bytesOf(key);
    bytes[31] ^= 0x80;
    const point = decodePoint(bytes);
    multiples = point === null ? null : multiplesOf(point);
    if (keyMultiples.size >= MAXIMUM_KEYS) keyMultiples.clear();
    keyMultiples.set(key, multiples);
  }
  return multiples;
}

/** Whether the encoding of S·B − k·A is R, with k = SHA-512(R ‖ A ‖ text) mod L. Canonical forms were checked before. */
function verifyHere(signature, text, key) {
  const negative = multiplesOfNegative(key);
  if (negative === null) return false;
  if (baseMultiples === null) {
    baseMultiples = multiplesOf(decodePoint(bytesOf('\x58' + '\x66'.repeat(31))));
  }
  const digest = vendor.nacl.hash(bytesOf(signature.slice(0, 32) + key + text));
  const scalar = new Uint8Array(32);
  vendor.nacl.lowlevel.modL(scalar, Float64Array.from(digest));
  const sum = new PointSum();
  sum.addProduct(bytesOf(signature.slice(32)), baseMultiples, scalar, negative);
  return sum.encode() === signature.slice(0, 32);
}
