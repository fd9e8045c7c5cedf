/** What `layout.ts` uses of binary-parser 2, whose own declarations its `exports` hide from NodeNext resolution. */
declare module 'binary-parser' {
  export class Parser {
    endianness(order: 'big' | 'little'): this;
    buffer(name: string, options: { length: number; clone: boolean }): this;
    uint32(name: string): this;
    uint64(name: string): this;
    parse(bytes: Uint8Array): Record<string, unknown>;
  }
}
