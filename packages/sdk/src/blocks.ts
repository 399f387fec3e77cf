// Entry of its own for whoever reads blocks and nothing else: the hashing of headers and receipts, without ABIs, schemas and curves.
export * from "./errors.ts";
export * from "./units.ts";
export * from "./bytes.ts";
export * from "./rlp.ts";
export * from "./trie.ts";
export * from "./header.ts";
export * from "./receipts.ts";
