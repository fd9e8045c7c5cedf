/** CHAP, held against node:crypto, and against an initiator that sends whatever it likes: it comes in with the secret only, and never hears of it. */
import { inspect } from 'node:util';
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { Secret } from '../../../src/foundation/secret.ts';
import { chapAlgorithms, chapResponse, decodeBinary, encodeBinary } from '../../../src/iscsi/chap.ts';
import type { LoginResponsePdu } from '../../../src/wire/login-response.ts';
import type { TextPair } from '../../../src/wire/text.ts';
import { answerTo, hashes, proof } from '../../unit/iscsi/chap-initiator.ts';
import { FakeTarget, initiatorName, loginRequest, makeRig, pairsIn, targetName } from '../../unit/iscsi/rig.ts';

const bytes = (minLength: number, maxLength: number) => fc.uint8Array({ minLength, maxLength });

describe('CHAP', () => {
  test.prop([fc.constantFrom(...chapAlgorithms), fc.nat(255), bytes(1, 64), bytes(1, 1024)])(
    'computes what the initiator computes',
    (algorithm, identifier, secret, challenge) => {
      const response = chapResponse(algorithm, identifier, new Secret(secret), challenge);
      expect(encodeBinary(response)).toBe(proof(String(algorithm.number), identifier, secret, encodeBinary(challenge)));
      expect(hashes[algorithm.number]).toBe(algorithm.hash);
    },
  );

  test.prop([bytes(1, 1024), fc.boolean()])('reads every writing of a binary value', (value, capitals) => {
    const digits = Buffer.from(value).toString('hex');
    for (const text of [
      encodeBinary(value),
      `${capitals ? '0X' : '0x'}${capitals ? digits.toUpperCase() : digits}`,
      `${capitals ? '0B' : '0b'}${Buffer.from(value).toString('base64')}`,
    ])
      expect(decodeBinary(text)).toEqual(Buffer.from(value));
  });

  test.prop([fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.base64String(), fc.constant('0x')).map((text) => `0b${text}`)])(
    'reads nothing else',
    (text) => {
      const value = decodeBinary(text);
      if (value !== undefined) expect(Buffer.from(value).toString('base64').length).toBe(text.length - 2);
    },
  );
});

/** Not to be met with by chance in anything else that is told. */
const secret = bytes(12, 32).map((random) => `s3cr3t-${Buffer.from(random).toString('base64url')}`);
const writings = (text: string): string[] => [text, Buffer.from(text).toString('hex'), Buffer.from(text).toString('base64')];

interface Attempt {
  readonly hostSecret: string;
  readonly tapeSecret: string;
}
const secrets = fc.record({ hostSecret: secret, tapeSecret: secret }).filter(({ hostSecret, tapeSecret }) => hostSecret !== tapeSecret);

/** All that an initiator may think of saying, its own secret in the wrong place included. */
const saying = (attempt: Attempt) =>
  fc.array(
    fc.tuple(
      fc.constantFrom(
        'AuthMethod',
        'CHAP_A',
        'CHAP_I',
        'CHAP_C',
        'CHAP_N',
        'CHAP_R',
        'InitiatorAlias',
        'MaxRecvDataSegmentLength',
        'SessionType',
      ),
      fc.constantFrom(
        'CHAP',
        'CHAP,None',
        'None',
        '5',
        '7,5',
        '1',
        '0x0102',
        initiatorName,
        ...writings(attempt.hostSecret),
        attempt.tapeSecret,
      ),
    ),
    { maxLength: 4 },
  );
const login = secrets.chain((attempt) =>
  fc.tuple(
    fc.constant(attempt),
    fc.array(fc.tuple(saying(attempt), fc.boolean(), fc.constantFrom(0, 0, 0, 1)), { minLength: 1, maxLength: 5 }),
  ),
);

describe('a login that has to be proved', () => {
  test.prop([login], { numRuns: 500 })(
    'ends in nothing without the secret, and tells nobody of it',
    ([{ hostSecret, tapeSecret }, requests]) => {
      const { connect, events, node } = makeRig({
        targets: [
          {
            name: targetName,
            device: new FakeTarget(),
            access: [{ chap: { secret: Secret.ofText(hostSecret) } }],
            credential: { name: 'tape', secret: Secret.ofText(tapeSecret) },
          },
        ],
      });
      const { port, receive } = connect();
      const who: TextPair[] = [
        ['InitiatorName', initiatorName],
        ['TargetName', targetName],
      ];
      for (const [index, [pairs, transit, currentStage]] of requests.entries())
        receive(loginRequest([...(index === 0 ? who : []), ...pairs], { transit, currentStage, nextStage: currentStage === 0 ? 1 : 3 }));
      port.close('at-once', 'the test is over');

      expect(node.sessions()).toEqual([]);
      const told = inspect([events, port.sent.map((pdu) => ('data' in pdu ? Buffer.from(pdu.data.toBytes()).toString('latin1') : ''))], {
        depth: 9,
        maxStringLength: null,
      });
      for (const text of [...writings(hostSecret), ...writings(tapeSecret)]) expect(told).not.toContain(text);
    },
  );

  test.prop([secrets, fc.constantFrom('5', '6', '7', '8'), fc.boolean()], { numRuns: 100 })(
    'ends well with it',
    ({ hostSecret }, algorithm, straight) => {
      const access = [{ chap: { secret: Secret.ofText(hostSecret) } }];
      const { connect, node } = makeRig({ targets: [{ name: targetName, device: new FakeTarget(), access }] });
      const { port, receive } = connect();
      const discussing = { currentStage: 0, nextStage: 0, transit: false } as const;
      const names: TextPair[] = [
        ['InitiatorName', initiatorName],
        ['TargetName', targetName],
        ['AuthMethod', 'CHAP,None'],
      ];
      receive(loginRequest(names, discussing), loginRequest([['CHAP_A', algorithm]], discussing));
      const challenge = pairsIn(port.sent.at(-1) as LoginResponsePdu);
      receive(loginRequest(answerTo(challenge, initiatorName, hostSecret), { currentStage: 0, nextStage: straight ? 3 : 1 }));
      if (!straight) receive(loginRequest([]));
      expect(node.sessions()).toHaveLength(1);
    },
  );
});
