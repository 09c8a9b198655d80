// SPDX-License-Identifier: Apache-2.0
// One thing at a time with the age-encryption package, content on standard input and output:
//   draw             a hybrid key and its recipient, a line each
//   seal RECIPIENT…  seals to these recipients
//   open IDENTITY    opens with this key; exit code 1 and one line where it does not open
import { buffer } from "node:stream/consumers";
import { Decrypter, Encrypter, generateHybridIdentity, identityToRecipient } from "age-encryption";

const [verb, ...keys] = process.argv.slice(2);
if (verb === "draw") {
  const identity = await generateHybridIdentity();
  console.log(identity);
  console.log(await identityToRecipient(identity));
} else if (verb === "seal") {
  const sealing = new Encrypter();
  keys.forEach((key) => sealing.addRecipient(key));
  process.stdout.write(await sealing.encrypt(await buffer(process.stdin)));
} else {
  const opening = new Decrypter();
  opening.addIdentity(keys[0]);
  try {
    process.stdout.write(await opening.decrypt(await buffer(process.stdin)));
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
