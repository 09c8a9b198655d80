// SPDX-License-Identifier: Apache-2.0

// Reader checks a record that stands as static files in the layout of c2sp.org/tlog-tiles, by golang.org/x/mod alone.
//
//	reader DIR OLD_CHECKPOINT STEP < verifier keys, one a line
//
// It opens both checkpoints and expects the signatures of all keys on them, recomputes the hash of every entry in the
// bundles and compares it with the hash that the tiles prove, proves the inclusion of every STEPth entry and the last,
// and that the tree of DIR/checkpoint begins with that of OLD_CHECKPOINT. It prints what it read, the SHA-256 of all
// proofs and the root; exit 1 says what is wrong.
package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strconv"

	"comity/interop/cosigned"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// files reads tiles from a directory and remembers which: TileHashReader asks for some of them again and again.
type files struct {
	dir  string
	read map[tlog.Tile][]byte
}

func (f files) Height() int { return 8 }

func (f files) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(tiles))
	for i, tile := range tiles {
		if f.read[tile] == nil {
			bytes, err := os.ReadFile(filepath.Join(f.dir, cosigned.TilePath(tile)))
			if err != nil {
				return nil, err
			}
			f.read[tile] = bytes
		}
		data[i] = f.read[tile]
	}
	return data, nil
}

func (f files) SaveTiles([]tlog.Tile, [][]byte) {}

func openCheckpoint(path string, keys []note.Verifier) tlog.Tree {
	data, err := os.ReadFile(path)
	check(err)
	opened, err := note.Open(data, note.VerifierList(keys...))
	check(err)
	origin, tree, err := cosigned.Tree(opened.Text)
	check(err)
	if len(opened.Sigs) != len(keys) || origin != keys[0].Name() {
		log.Fatalf("%s: %d of %d keys signed for %s", path, len(opened.Sigs), len(keys), origin)
	}
	return tree
}

// checkBundle compares the entries of a bundle with the hashes that the tree proves; it gives how many bytes they are.
func checkBundle(dir string, first int64, width int, hashes tlog.HashReader) int {
	path := cosigned.TilePath(tlog.Tile{H: 8, L: -1, N: first / 256, W: width})
	data, err := os.ReadFile(filepath.Join(dir, path))
	check(err)
	size := len(data) - 2*width
	indexes := make([]int64, width)
	for i := range indexes {
		indexes[i] = tlog.StoredHashIndex(0, first+int64(i))
	}
	proven, err := hashes.ReadHashes(indexes)
	check(err)
	for i, hash := range proven {
		if len(data) < 2 || len(data)-2 < int(binary.BigEndian.Uint16(data)) {
			log.Fatalf("%s ends within entry %d", path, first+int64(i))
		}
		end := 2 + int(binary.BigEndian.Uint16(data))
		if tlog.RecordHash(data[2:end]) != hash {
			log.Fatalf("entry %d has another hash than the tree", first+int64(i))
		}
		data = data[end:]
	}
	if len(data) > 0 {
		log.Fatalf("%s has bytes after its entries", path)
	}
	return size
}

func main() {
	log.SetFlags(0)
	dir := os.Args[1]
	step, err := strconv.ParseInt(os.Args[3], 10, 64)
	check(err)
	var keys []note.Verifier
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		key, err := cosigned.Verifier(lines.Text())
		check(err)
		keys = append(keys, key)
	}
	old, tree := openCheckpoint(os.Args[2], keys), openCheckpoint(filepath.Join(dir, "checkpoint"), keys)
	tiles := files{dir, map[tlog.Tile][]byte{}}
	hashes := tlog.TileHashReader(tree, tiles)

	size, bundles := 0, 0
	for ; int64(bundles)*256 < tree.N; bundles++ {
		first := int64(bundles) * 256
		size += checkBundle(dir, first, int(min(256, tree.N-first)), hashes)
	}
	proofs, proven := sha256.New(), 0
	for n := int64(0); n < tree.N; n = max(n+1, min(n+step, tree.N-1)) {
		leaf, err := hashes.ReadHashes([]int64{tlog.StoredHashIndex(0, n)})
		check(err)
		proof, err := tlog.ProveRecord(tree.N, n, hashes)
		check(err)
		check(tlog.CheckRecord(proof, tree.N, tree.Hash, n, leaf[0]))
		for _, hash := range proof {
			proofs.Write(hash[:])
		}
		proven++
	}
	growth, err := tlog.ProveTree(tree.N, old.N, hashes)
	check(err)
	check(tlog.CheckTree(growth, tree.N, tree.Hash, old.N, old.Hash))
	for _, hash := range growth {
		proofs.Write(hash[:])
	}
	fmt.Printf("entries %d\nentry_bytes %d\nbundles %d\ntiles %d\nproven %d\n", tree.N, size, bundles, len(tiles.read), proven)
	fmt.Printf("old_size %d\nproofs %x\nroot %x\n", old.N, proofs.Sum(nil), tree.Hash[:])
}
