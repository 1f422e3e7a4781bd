// The Merkle tree of RFC 6962, and proofs of inclusion (RFC 9162 section 2.1.3.2).

/** The root of no leaf. */
const EMPTY_ROOT = unbase64('47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=');

/** A tree that keeps only the roots of its perfect subtrees. */
class CompactTree {
  constructor() {
    this.size = 0;
    this.roots = [];
  }

  append(leaf) {
    let hash = leaf;
    for (let rest = this.size; rest % 2 === 1; rest = (rest - 1) / 2) hash = nodeHash(this.roots.pop(), hash);
    this.roots.push(hash);
    this.size += 1;
  }

  root() {
    if (this.roots.length === 0) return EMPTY_ROOT;
    return this.roots.reduceRight((right, left) => nodeHash(left, right));
  }
}

/** The root over leaf hashes. */
function treeRoot(leaves) {
  const tree = new CompactTree();
  leaves.forEach((leaf) => tree.append(leaf));
  return tree.root();
}

/** The root to which a proof leads; null where its length does not fit. */
function provenRoot(index, size, leaf, path) {
  if (index >= size) return null;
  let place = index;
  let last = size - 1;
  let hash = leaf;
  for (const sibling of path) {
    if (last === 0) return null;
    if (place % 2 === 1 || place === last) {
      hash = nodeHash(sibling, hash);
      while (place % 2 === 0 && place !== 0) {
        place /= 2;
        last = Math.floor(last / 2);
      }
    } else {
      hash = nodeHash(hash, sibling);
    }
    place = Math.floor(place / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 ? hash : null;
}
