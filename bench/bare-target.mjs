/**
 * The least that a Node program can do and still be an iSCSI target: it logs anybody in, answers every command GOOD, and READ(6) with a block from
 * memory, numbered as `tape-load.c` wants it (RFC 7143 §11). There is no device, no file, no checksum and no error in it: what it reaches is the most
 * that any target on Node could. Says its port, and ends when its standard input does.
 */
import { createServer } from 'node:net';

const HEADER = 48;
const PIECE = 256 * 1024;
const block = Buffer.alloc(16 * 1024 * 1024, 0x5a);
/** Of the keys that want an answer, those whose value is not simply taken over. */
const answers = { AuthMethod: 'None', HeaderDigest: 'None', DataDigest: 'None', MaxConnections: '1', ErrorRecoveryLevel: '0' };
const declared = /^(Initiator|Target|SessionType|MaxRecvDataSegmentLength)/;

const server = createServer({ noDelay: true }, (socket) => {
  let pending = Buffer.alloc(0);
  let statSn = 1;
  let expCmdSn = 0;
  let blockNumber = 0n;

  /** A header that answers this one. */
  const answer = (opcode, flags, request, numbered = true) => {
    const header = Buffer.allocUnsafe(HEADER).fill(0);
    header[0] = opcode;
    header[1] = flags;
    request.copy(header, 16, 16, 20);
    header.writeUInt32BE(numbered ? statSn++ : statSn, 24);
    header.writeUInt32BE(expCmdSn, 28);
    header.writeUInt32BE(expCmdSn + 63, 32);
    return header;
  };

  const logIn = (request, text) => {
    expCmdSn = request.readUInt32BE(24);
    const offered = text.split('\0').flatMap((pair) => (pair === '' ? [] : [pair.split('=')]));
    const pairs = offered.filter(([key]) => !declared.test(key)).map(([key, value]) => `${key}=${answers[key] ?? value}\0`);
    const data = Buffer.from(`${pairs.join('')}MaxRecvDataSegmentLength=${PIECE}\0`);
    const header = answer(0x23, request[1], request);
    request.copy(header, 8, 8, 14);
    header[15] = 1;
    header.writeUIntBE(data.length, 5, 3);
    socket.write(Buffer.concat([header, data, Buffer.alloc(-data.length & 3)]));
  };

  const carryOut = (request) => {
    if ((request[0] & 0x40) === 0) expCmdSn++;
    const operationCode = request[32];
    if (operationCode === 0x01) blockNumber = 0n;
    if (operationCode !== 0x08) return socket.write(answer(0x21, 0x80, request));
    const length = request.readUIntBE(34, 3);
    block.writeBigUInt64LE(blockNumber, 0);
    block.writeBigUInt64LE(blockNumber++, length - 8);
    for (let at = 0; at < length; at += PIECE) {
      const data = block.subarray(at, Math.min(length, at + PIECE));
      const last = at + PIECE >= length;
      const header = answer(0x25, last ? 0x81 : 0, request, last);
      header.writeUIntBE(data.length, 5, 3);
      header.writeUInt32BE(0xffff_ffff, 20);
      header.writeUInt32BE(at / PIECE, 36);
      header.writeUInt32BE(at, 40);
      socket.write(header);
      // The next block's number must not stand in this one before it has left.
      socket.write(at === 0 || last ? Buffer.from(data) : data);
    }
  };

  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    socket.cork();
    for (;;) {
      if (pending.length < HEADER) break;
      const dataLength = pending.readUIntBE(5, 3);
      const end = HEADER + dataLength + (-dataLength & 3);
      if (pending.length < end) break;
      const request = pending.subarray(0, HEADER);
      const opcode = request[0] & 0x3f;
      if (opcode === 0x03) logIn(request, pending.toString('latin1', HEADER, HEADER + dataLength));
      else if (opcode === 0x01) carryOut(request);
      else if (opcode === 0x06) socket.end(answer(0x26, 0x80, request));
      pending = pending.subarray(end);
    }
    socket.uncork();
  });
}).listen(0, '127.0.0.1', () => console.log(server.address().port));

process.stdin.resume().once('end', () => process.exit());
