// Ed25519 (RFC 8032) as libsodium 1.0.18 judges it, docs/format.md section 3: by the browser's WebCrypto where that knows
// the algorithm, else by edwards.js. What either leaves out is checked here: S below L, A below p, no point of low order.

const GROUP_ORDER = unhex('edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010');
const PRIME = unhex('edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f');
const LOW_ORDER = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
].map(unhex);

/** The browser's cryptography; null on plain http and where it was removed. */
function subtle() {
  return typeof crypto === 'object' && crypto && crypto.subtle ? crypto.subtle : null;
}

function isBelow(littleEndian, bound) {
  for (let at = 31; at >= 0; at -= 1) {
    if (littleEndian[at] !== bound[at]) return littleEndian[at] < bound[at];
  }
  return false;
}

/** A point without its sign. */
function unsigned(point) {
  return point.slice(0, 31) + String.fromCharCode(point.charCodeAt(31) & 0x7f);
}

function isLowOrder(point) {
  return LOW_ORDER.includes(unsigned(point));
}

function isCanonical(signature, key) {
  return signature.length === 64 && key.length === 32 && isBelow(signature.slice(32), GROUP_ORDER)
    && isBelow(unsigned(key), PRIME) && isBelow(unsigned(signature.slice(0, 32)), PRIME)
    && !isLowOrder(key) && !isLowOrder(signature);
}

/** Checks signatures. It is the browser's own where `start` found it to be right on a known answer. */
class Ed25519 {
  constructor() {
    this.native = null;
    this.imported = new Map();
  }

  /** Finds out what the browser knows, by test 2 of RFC 8032 section 7.1 and the same with one bit changed. */
  async start() {
    const key = unhex('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c');
    const signature = unhex('92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da'
      + '085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00');
    this.native = subtle();
    try {
      if (this.native && (!(await this.check(signature, '\x72', key)) || (await this.check(signature, '\x73', key)))) {
        this.native = null;
      }
    } catch (error) {
      this.native = null;
    }
    need(this.native || ((await this.holds(signature, '\x72', key)) && !(await this.holds(signature, '\x73', key))),
      'recheck.broken', 'Ed25519');
  }

  /** Whether a signature over a text is that of a key; all byte strings. */
  async holds(signature, text, key) {
    if (!isCanonical(signature, key)) return false;
    if (this.native) {
      try {
        return await this.check(signature, text, key);
      } catch (error) {
        // A key that is no point, which WebCrypto refuses to import.
        return false;
      }
    }
    return verifyHere(signature, text, key);
  }

  async check(signature, text, key) {
    let imported = this.imported.get(key);
    if (!imported) {
      imported = this.native.importKey('raw', bytesOf(key), { name: 'Ed25519' }, false, ['verify']);
      this.imported.set(key, imported);
    }
    return this.native.verify({ name: 'Ed25519' }, await imported, bytesOf(signature), bytesOf(text));
  }
}

/** Whether a key may enter a ledger: a canonical point of the prime-order group, not of low order [key.weak]. */
function mayEnter(key) {
  if (!isBelow(unsigned(key), PRIME) || isLowOrder(key)) return false;
  const point = decodePoint(bytesOf(key));
  if (point === null) return false;
  const sum = new PointSum();
  sum.addProduct(bytesOf(GROUP_ORDER), multiplesOf(point));
  return sum.isNeutral();
}
