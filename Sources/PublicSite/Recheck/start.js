// The same script serves the page, its worker, and a program that tests it.

if (typeof document === 'object' && document) startPage();
else if (typeof self === 'object' && typeof self.postMessage === 'function' && typeof importScripts === 'function') startWorker();
else if (typeof module === 'object' && module) {
  module.exports = {
    recheck, parseRecord, parseEntry, parseNote, parseCheckpoint, parseReceipt, parseManifest, parsePlan, parseVerifierKey, readTar,
    Refused, Roster, Selection, StandingList, Ed25519, treeRoot, sha256, latin, bytesOf, utf8, hex, unhex, base64, unbase64, mayEnter,
    moment,
  };
}
