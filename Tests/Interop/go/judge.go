// Judge reads what the ledger writes and decides with golang.org/x/mod/sumdb/note and sumdb/tlog alone, so that no
// line of the ledger's own code takes part in the verdict.
//
//	judge checkpoint  <vkey> <checkpoint-file>
//	judge inclusion   <vkey> <tlog-proof-file>
//	judge consistency <vkey> <old-checkpoint> <new-checkpoint> <proof-file>
//
// It prints one line that starts with "ok" and exits with 0, or prints why not and exits with 1; 64 is for wrong usage.
//
// The proof file of "inclusion" is a c2sp.org/tlog-proof whose extra line carries the base64 of the entry, as a
// receipt's does; that of "consistency" holds one base64 hash a line and may be empty where the sizes are equal.
//
// Debian's packages golang-go and golang-golang-x-mod-dev build it without a network:
//
//	GO111MODULE=off GOPATH=/usr/share/gocode go build -o judge judge.go
package main

import (
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const usage = `usage:
  judge checkpoint  <vkey> <checkpoint-file>
  judge inclusion   <vkey> <tlog-proof-file>
  judge consistency <vkey> <old-checkpoint> <new-checkpoint> <proof-file>
`

func main() {
	arguments := os.Args[1:]
	commands := map[string]struct {
		count int
		run   func([]string) (string, error)
	}{
		"checkpoint":  {2, checkpoint},
		"inclusion":   {2, inclusion},
		"consistency": {4, consistency},
	}
	if len(arguments) == 0 {
		fmt.Fprint(os.Stderr, usage)
		os.Exit(64)
	}
	command, known := commands[arguments[0]]
	if !known || len(arguments)-1 != command.count {
		fmt.Fprint(os.Stderr, usage)
		os.Exit(64)
	}
	verdict, err := command.run(arguments[1:])
	if err != nil {
		fmt.Fprintf(os.Stderr, "judge %s: %v\n", arguments[0], err)
		os.Exit(1)
	}
	fmt.Printf("ok %s\n", verdict)
}

// A tree is what a checkpoint names.
type tree struct {
	origin string
	size   int64
	root   tlog.Hash
}

func checkpoint(arguments []string) (string, error) {
	data, err := os.ReadFile(arguments[1])
	if err != nil {
		return "", err
	}
	tree, err := openCheckpoint(arguments[0], data)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("checkpoint %s size %d root %s", tree.origin, tree.size, tree.root), nil
}

func inclusion(arguments []string) (string, error) {
	data, err := os.ReadFile(arguments[1])
	if err != nil {
		return "", err
	}
	proof, err := parseProof(string(data))
	if err != nil {
		return "", err
	}
	tree, err := openCheckpoint(arguments[0], []byte(proof.checkpoint))
	if err != nil {
		return "", err
	}
	leaf := tlog.RecordHash(proof.entry)
	if err := tlog.CheckRecord(proof.hashes, tree.size, tree.root, proof.index, leaf); err != nil {
		return "", err
	}
	return fmt.Sprintf("inclusion %s index %d size %d leaf %s", tree.origin, proof.index, tree.size, leaf), nil
}

func consistency(arguments []string) (string, error) {
	var trees [2]tree
	for position := range trees {
		data, err := os.ReadFile(arguments[1+position])
		if err != nil {
			return "", err
		}
		if trees[position], err = openCheckpoint(arguments[0], data); err != nil {
			return "", fmt.Errorf("%s: %w", arguments[1+position], err)
		}
	}
	data, err := os.ReadFile(arguments[3])
	if err != nil {
		return "", err
	}
	var proof tlog.TreeProof
	if len(data) > 0 {
		text := string(data)
		if !strings.HasSuffix(text, "\n") {
			return "", errors.New("proof: the last line has no line feed")
		}
		if proof, err = parseHashes(strings.Split(strings.TrimSuffix(text, "\n"), "\n")); err != nil {
			return "", err
		}
	}
	before, after := trees[0], trees[1]
	if err := tlog.CheckTree(proof, after.size, after.root, before.size, before.root); err != nil {
		return "", err
	}
	return fmt.Sprintf("consistency %s size %d to %d", after.origin, before.size, after.size), nil
}

// openCheckpoint verifies a note under the key and reads its three lines, which must be all of its text. The origin
// must be the key's name.
func openCheckpoint(vkey string, data []byte) (tree, error) {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return tree{}, err
	}
	opened, err := note.Open(data, note.VerifierList(verifier))
	if err != nil {
		return tree{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[3] != "" {
		return tree{}, errors.New("checkpoint: not three lines")
	}
	if lines[0] != verifier.Name() {
		return tree{}, fmt.Errorf("checkpoint: origin %q is not the key's name", lines[0])
	}
	size, err := parseDecimal(lines[1])
	if err != nil {
		return tree{}, fmt.Errorf("checkpoint: size: %w", err)
	}
	root, err := parseHash(lines[2])
	if err != nil {
		return tree{}, fmt.Errorf("checkpoint: root: %w", err)
	}
	return tree{lines[0], size, root}, nil
}

// A receipt is a c2sp.org/tlog-proof with the entry in its extra line.
type receipt struct {
	entry      []byte
	index      int64
	hashes     tlog.RecordProof
	checkpoint string
}

func parseProof(text string) (receipt, error) {
	head, checkpoint, found := strings.Cut(text, "\n\n")
	if !found {
		return receipt{}, errors.New("proof: no empty line")
	}
	lines := strings.Split(head, "\n")
	if len(lines) < 3 || lines[0] != "c2sp.org/tlog-proof@v1" {
		return receipt{}, errors.New("proof: header")
	}
	if !strings.HasPrefix(lines[1], "extra ") {
		return receipt{}, errors.New("proof: no extra line with the entry")
	}
	entry, err := decode(strings.TrimPrefix(lines[1], "extra "))
	if err != nil {
		return receipt{}, fmt.Errorf("proof: extra: %w", err)
	}
	if !strings.HasPrefix(lines[2], "index ") {
		return receipt{}, errors.New("proof: no index line")
	}
	index, err := parseDecimal(strings.TrimPrefix(lines[2], "index "))
	if err != nil {
		return receipt{}, fmt.Errorf("proof: index: %w", err)
	}
	hashes, err := parseHashes(lines[3:])
	if err != nil {
		return receipt{}, err
	}
	return receipt{entry, index, hashes, checkpoint}, nil
}

func parseHashes(lines []string) ([]tlog.Hash, error) {
	var hashes []tlog.Hash
	for number, line := range lines {
		hash, err := parseHash(line)
		if err != nil {
			return nil, fmt.Errorf("proof: hash %d: %w", number+1, err)
		}
		hashes = append(hashes, hash)
	}
	return hashes, nil
}

func parseHash(text string) (tlog.Hash, error) {
	var hash tlog.Hash
	bytes, err := decode(text)
	if err != nil {
		return hash, err
	}
	if len(bytes) != len(hash) {
		return hash, fmt.Errorf("%d bytes instead of %d", len(bytes), len(hash))
	}
	copy(hash[:], bytes)
	return hash, nil
}

// decode reads base64 that encodes to itself again: the package alone passes over line feeds.
func decode(text string) ([]byte, error) {
	bytes, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil {
		return nil, err
	}
	if base64.StdEncoding.EncodeToString(bytes) != text {
		return nil, errors.New("base64 is not canonical")
	}
	return bytes, nil
}

// parseDecimal reads a decimal without sign or leading zero.
func parseDecimal(text string) (int64, error) {
	value, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, err
	}
	if value < 0 || strconv.FormatInt(value, 10) != text {
		return 0, fmt.Errorf("%q is not a canonical decimal", text)
	}
	return value, nil
}
