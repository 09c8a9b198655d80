// SPDX-License-Identifier: Apache-2.0

// Package cosigned has what c2sp.org/tlog-cosignature adds to golang.org/x/mod/sumdb/note:
// signature types 0x04 (Ed25519) and 0x06 (ML-DSA-44), as a note.Verifier and a note.Signer.
package cosigned

import (
	"bytes"
	"crypto/ed25519"
	"crypto/mldsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Tree reads the text of a checkpoint: its origin, and the size and root that sumdb calls a tree.
func Tree(text string) (origin string, tree tlog.Tree, err error) {
	origin, rest, _ := strings.Cut(text, "\n")
	tree, err = tlog.ParseTree([]byte("go.sum database tree\n" + rest))
	return origin, tree, err
}

// TilePath gives the path of a tile in the layout of c2sp.org/tlog-tiles, which knows no tile height.
func TilePath(tile tlog.Tile) string {
	return strings.Replace(strings.Replace(tile.Path(), "tile/8/", "tile/", 1), "/data/", "/entries/", 1)
}

type key struct {
	name   string
	hash   uint32
	verify func(message, signature []byte) bool
	sign   func(message []byte) ([]byte, error)
	kind   byte
	time   uint64
}

func (k *key) Name() string    { return k.name }
func (k *key) KeyHash() uint32 { return k.hash }

func (k *key) Verify(text, signature []byte) bool {
	if len(signature) < 8 {
		return false
	}
	message, err := k.message(text, binary.BigEndian.Uint64(signature))
	return err == nil && k.verify(message, signature[8:])
}

func (k *key) Sign(text []byte) ([]byte, error) {
	message, err := k.message(text, k.time)
	if err != nil {
		return nil, err
	}
	signature, err := k.sign(message)
	return append(binary.BigEndian.AppendUint64(nil, k.time), signature...), err
}

func (k *key) message(text []byte, time uint64) ([]byte, error) {
	origin, tree, err := Tree(string(text))
	if k.kind == 4 || err != nil {
		return fmt.Appendf(nil, "cosignature/v1\ntime %d\n%s", time, text), err
	}
	message := append([]byte("subtree/v1\n\x00"), byte(len(k.name)))
	message = binary.BigEndian.AppendUint64(append(message, k.name...), time)
	message = append(append(message, byte(len(origin))), origin...)
	message = binary.BigEndian.AppendUint64(message, 0)
	message = binary.BigEndian.AppendUint64(message, uint64(tree.N))
	return append(message, tree.Hash[:]...), nil
}

// split takes "<name>+<key ID>+<base64 of type and material>" apart; the key ID is for the caller to check.
func split(text string) (name, id string, kind byte, material []byte, err error) {
	parts := strings.SplitN(text, "+", 3)
	if len(parts) != 3 {
		return "", "", 0, nil, fmt.Errorf("not a key: %q", text)
	}
	material, err = base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(material) == 0 {
		return "", "", 0, nil, fmt.Errorf("not a key: %q", text)
	}
	return parts[0], parts[1], material[0], material[1:], nil
}

// new completes a key from its public half; the ID in its text must be the one that follows.
func (k *key) new(id string, public []byte) (*key, error) {
	sum := sha256.Sum256(bytes.Join([][]byte{[]byte(k.name), {'\n', k.kind}, public}, nil))
	k.hash = binary.BigEndian.Uint32(sum[:])
	if fmt.Sprintf("%08x", k.hash) != id {
		return nil, fmt.Errorf("key ID of %s is %08x, not %s", k.name, k.hash, id)
	}
	return k, nil
}

// Verifier reads a verifier key of type 0x01, 0x04 or 0x06.
func Verifier(vkey string) (note.Verifier, error) {
	name, id, kind, public, err := split(vkey)
	if err != nil || kind == 1 {
		return note.NewVerifier(vkey)
	}
	k := &key{name: name, kind: kind}
	switch kind {
	case 4:
		k.verify = func(message, signature []byte) bool { return ed25519.Verify(public, message, signature) }
	case 6:
		parsed, err := mldsa.NewPublicKey(mldsa.MLDSA44(), public)
		if err != nil {
			return nil, err
		}
		k.verify = func(message, signature []byte) bool { return mldsa.Verify(parsed, message, signature, nil) == nil }
	default:
		return nil, fmt.Errorf("unknown signature type %d", kind)
	}
	return k.new(id, public)
}

// Signer reads a signer key of type 0x01, 0x04 or 0x06; the last two cosign at the POSIX time given (seconds).
func Signer(skey string, time uint64) (note.Signer, error) {
	name, id, kind, seed, err := split(strings.TrimPrefix(skey, "PRIVATE+KEY+"))
	if err != nil || kind == 1 {
		return note.NewSigner(skey)
	}
	k := &key{name: name, kind: kind, time: time}
	switch kind {
	case 4:
		private := ed25519.NewKeyFromSeed(seed)
		k.sign = func(message []byte) ([]byte, error) { return ed25519.Sign(private, message), nil }
		return k.new(id, private.Public().(ed25519.PublicKey))
	case 6:
		private, err := mldsa.NewPrivateKey(mldsa.MLDSA44(), seed)
		if err != nil {
			return nil, err
		}
		k.sign = func(message []byte) ([]byte, error) { return private.Sign(nil, message, nil) }
		return k.new(id, private.PublicKey().Bytes())
	}
	return nil, fmt.Errorf("unknown signature type %d", kind)
}
