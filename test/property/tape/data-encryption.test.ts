/**
 * Whatever keys three hosts set, in whatever scope and for whatever lifetime: a block is written and read exactly as a small model of its own says,
 * and what stands on the medium under a key is never what the host sent.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toBlockNumber } from '../../../src/cartridge/volume.ts';
import { Decrypt, Encrypt, keyOf, offPage, Scope, securityProtocolOut, setPage } from '../../unit/tape/encryption/keys.ts';
import { driveWithTape, Host, pattern } from '../../unit/tape/host.ts';

const blockLength = 64;

/** What one page asks for. */
interface Keys {
  readonly encrypt: number;
  readonly decrypt: number;
  readonly seed: number;
  readonly rawReads: number;
  readonly clearOnDemount: boolean;
}

type Action =
  | { readonly kind: 'set'; readonly by: number; readonly scope: number; readonly lock: boolean; readonly keys: Keys }
  | { readonly kind: 'off'; readonly by: number; readonly scope: number }
  | { readonly kind: 'write'; readonly by: number }
  | { readonly kind: 'read'; readonly by: number; readonly at: number }
  | { readonly kind: 'remount' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'lose'; readonly by: number };

const by = fc.nat(2);
const scope = fc.constantFrom(Scope.public, Scope.local, Scope.all);
const keys: fc.Arbitrary<Keys> = fc.record({
  encrypt: fc.constantFrom(Encrypt.off, Encrypt.on),
  decrypt: fc.constantFrom(Decrypt.off, Decrypt.raw, Decrypt.on, Decrypt.mixed),
  seed: fc.integer({ min: 1, max: 2 }),
  rawReads: fc.constantFrom(0, 2, 3),
  clearOnDemount: fc.boolean(),
});
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('set' as const), by, scope, lock: fc.boolean(), keys }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('off' as const), by, scope }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('write' as const), by }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('read' as const), by, at: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('remount' as const, 'reset' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('lose' as const), by }) },
);

const nothing: Keys = { encrypt: Encrypt.off, decrypt: Decrypt.off, seed: 0, rawReads: 0, clearOnDemount: false };

/** The little model: who uses which keys; a set is told from an equal one by being another object. */
class Model {
  #common: Keys = nothing;
  #owner: number | undefined;
  readonly #own = new Map<number, Keys>();
  readonly #locked = new Map<number, Keys>();
  /** What each block was written with; undefined: nothing. */
  readonly blocks: (Keys | undefined)[] = [];

  of(host: number): Keys {
    return this.#own.get(host) ?? this.#common;
  }

  set(host: number, where: number, wanted: Keys, lock: boolean): void {
    this.#own.delete(host);
    if (this.#owner === host) this.#share(undefined, nothing);
    if (where === Scope.local) this.#own.set(host, { ...wanted });
    if (where === Scope.all) this.#share(host, wanted);
    if (lock) this.#locked.set(host, this.of(host));
    else this.#locked.delete(host);
  }

  #share(host: number | undefined, wanted: Keys): void {
    this.#owner = host;
    this.#common = { ...wanted };
  }

  lockedOut(host: number): boolean {
    const locked = this.#locked.get(host);
    return locked !== undefined && locked !== this.of(host);
  }

  demount(): void {
    for (const [host, { clearOnDemount }] of this.#own) if (clearOnDemount) this.#own.delete(host);
    if (this.#common.clearOnDemount) this.#share(undefined, nothing);
  }

  lose(host: number): void {
    this.#own.delete(host);
    this.#locked.delete(host);
  }

  reset(): void {
    this.#own.clear();
    this.#locked.clear();
    this.#share(undefined, nothing);
  }

  /** How a READ of the block ends: its data in clear, enciphered, or the sense. */
  reads(host: number, at: number): 'clear' | 'enciphered' | 'end of data' | string {
    if (at >= this.blocks.length) return 'end of data';
    if (this.lockedOut(host)) return '2a/13';
    const { decrypt, seed } = this.of(host);
    const written = this.blocks[at];
    if (written === undefined) return decrypt === Decrypt.on ? '74/02' : 'clear';
    if (decrypt === Decrypt.off) return '74/01';
    if (decrypt === Decrypt.raw) return written.rawReads === 2 ? 'enciphered' : '74/0a';
    return written.seed === seed ? 'clear' : '74/03';
  }
}

const blockAt = (at: number): Buffer => pattern(blockLength, at + 1);

it('a block is deciphered for those who have its key, and the medium never holds it in clear', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { minLength: 10, size: 'max', maxLength: 60 }), async (actions) => {
      const { host, device, drive, volume } = await driveWithTape();
      const hosts = [host, new Host(device, 'b'), new Host(device, 'c')];
      const model = new Model();
      const settle = async () => {
        for (const each of hosts) await each.settle();
      };
      for (const step of actions) {
        await settle();
        if (step.kind === 'set') {
          const { encrypt, decrypt, seed } = step.keys;
          const unused = encrypt === Encrypt.off && (decrypt === Decrypt.off || decrypt === Decrypt.raw);
          const key = unused ? new Uint8Array(0) : keyOf(seed);
          const page = setPage({ ...step.keys, scope: step.scope, lock: step.lock, key });
          expect(await securityProtocolOut(hosts[step.by]!, page)).toMatchObject({ status: 0 });
          model.set(step.by, step.scope, step.keys, step.lock);
        } else if (step.kind === 'off') {
          expect(await securityProtocolOut(hosts[step.by]!, offPage(step.scope))).toMatchObject({ status: 0 });
          model.set(step.by, step.scope, nothing, false);
        } else if (step.kind === 'write') {
          const by = hosts[step.by]!;
          await by.space(3);
          const ended = await by.write(blockAt(model.blocks.length));
          if (model.lockedOut(step.by)) expect(ended).toMatchObject({ sense: { key: 7, code: '2a/13' } });
          else {
            expect(ended).toMatchObject({ status: 0 });
            const used = model.of(step.by);
            model.blocks.push(used.encrypt === Encrypt.on ? used : undefined);
          }
        } else if (step.kind === 'read') {
          const by = hosts[step.by]!;
          const at = step.at % (model.blocks.length + 1);
          await by.locate(at);
          const ended = await by.read(blockLength);
          const expected = model.reads(step.by, at);
          if (expected === 'end of data') expect(ended).toMatchObject({ sense: { key: 8, code: '00/05' } });
          else if (expected === 'clear') expect(ended.data).toEqual(blockAt(at));
          else if (expected === 'enciphered') {
            expect(ended.data).toHaveLength(blockLength);
            expect(ended.data.equals(blockAt(at))).toBe(false);
          } else expect(ended).toMatchObject({ sense: { key: 7, code: expected, information: blockLength } });
        } else if (step.kind === 'remount') {
          await drive.unload();
          await drive.load();
          model.demount();
        } else if (step.kind === 'reset') {
          await host.resetUnit();
          model.reset();
        } else {
          hosts[step.by]!.lost();
          model.lose(step.by);
        }
      }
      await drive.unload();
      const objects = model.blocks.length === 0 ? [] : await volume.partitions[0]!.read(toBlockNumber(0), 1_000_000);
      for (const [at, object] of objects.entries()) {
        const onMedium = object.kind === 'block' ? Buffer.from(object.data) : Buffer.alloc(0);
        expect(onMedium.equals(blockAt(at))).toBe(model.blocks[at] === undefined);
      }
    }),
    { numRuns: 150 },
  );
});
