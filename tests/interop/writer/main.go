// SPDX-License-Identifier: Apache-2.0

// Writer makes a record as static files in the layout of c2sp.org/tlog-tiles, by golang.org/x/mod alone.
//
//	writer DIR ENTRIES TIME SIZE... < signer keys, one a line
//
// ENTRIES is a file of entries, each led by its length as a big-endian uint16. For each SIZE, rising, the tiles and
// bundles that a tree of that size newly has are written under DIR, and its checkpoint to DIR/checkpoint.SIZE, signed
// by every key, cosignatures with the POSIX time TIME (seconds). The last one is written to DIR/checkpoint too.
package main

import (
	"bufio"
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

func write(path string, data []byte) {
	check(os.MkdirAll(filepath.Dir(path), 0o755))
	check(os.WriteFile(path, data, 0o644))
}

func main() {
	log.SetFlags(0)
	dir := os.Args[1]
	data, err := os.ReadFile(os.Args[2])
	check(err)
	time, err := strconv.ParseUint(os.Args[3], 10, 63)
	check(err)
	var signers []note.Signer
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		signer, err := cosigned.Signer(lines.Text(), time)
		check(err)
		signers = append(signers, signer)
	}

	var stored []tlog.Hash
	hashes := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		read := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			read[i] = stored[index]
		}
		return read, nil
	})
	starts := []int{0}
	for start := 0; start < len(data); start = starts[len(starts)-1] {
		end := start + 2 + int(binary.BigEndian.Uint16(data[start:]))
		added, err := tlog.StoredHashes(int64(len(starts)-1), data[start+2:end], hashes)
		check(err)
		stored, starts = append(stored, added...), append(starts, end)
	}

	old := int64(0)
	for _, text := range os.Args[4:] {
		size, err := strconv.ParseInt(text, 10, 64)
		check(err)
		for _, tile := range tlog.NewTiles(8, old, size) {
			// Releases before 0.17 name every width between, too.
			if tile.W < 256 && tile.N*256+int64(tile.W) != size>>(8*tile.L) {
				continue
			}
			bytes, err := tlog.ReadTileData(tile, hashes)
			check(err)
			write(filepath.Join(dir, cosigned.TilePath(tile)), bytes)
			if tile.L == 0 {
				tile.L = -1
				bundle := data[starts[tile.N*256]:starts[tile.N*256+int64(tile.W)]]
				write(filepath.Join(dir, cosigned.TilePath(tile)), bundle)
			}
		}
		root, err := tlog.TreeHash(size, hashes)
		check(err)
		checkpoint, err := note.Sign(&note.Note{Text: fmt.Sprintf("%s\n%d\n%s\n", signers[0].Name(), size, root)}, signers...)
		check(err)
		write(filepath.Join(dir, "checkpoint."+text), checkpoint)
		write(filepath.Join(dir, "checkpoint"), checkpoint)
		old = size
	}
}
