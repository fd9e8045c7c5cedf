/**
 * READ BUFFER (SPC-4 §6.18) and WRITE BUFFER (SPC-4 §6.49): one data buffer, number 0, and the echo buffer. Microcode cannot be downloaded, and there
 * is no error history: those modes are refused.
 *
 *     0 3Ch/3Bh   1 MODE (bits 4–0)   2 BUFFER ID   3–5 BUFFER OFFSET   6–8 ALLOCATION or PARAMETER LIST LENGTH
 *
 *     00h combined  0 reserved   1–3 BUFFER CAPACITY (written: 0)   4… data, from offset 0
 *     02h data      0… data
 *     03h descriptor (read)  0 OFFSET BOUNDARY = 0: any offset   1–3 BUFFER CAPACITY
 *     0Ah echo data │ 0Bh echo descriptor (read)  0 EBOS (bit 0)   2–3 BUFFER CAPACITY (bits 12–0)
 */
import { bits, layout, uint } from '../../foundation/layout.ts';
import { additionalSense } from '../additional-sense.ts';
import { echoBufferBytes } from '../buffers.ts';
import { defineCommand } from '../command.ts';
import type { LogicalUnitView } from '../logical-unit-view.ts';
import { checkCondition, good, goodUpTo, type Outcome } from '../outcome.ts';
import { illegalRequest, invalidFieldInCdb, invalidFieldInParameterList } from '../sense.ts';

const readBufferCdb = layout(10, { mode: bits(1, 4, 5), bufferId: uint(2), bufferOffset: uint(3, 3), allocationLength: uint(6, 3) });
const writeBufferCdb = layout(10, { mode: bits(1, 4, 5), bufferId: uint(2), bufferOffset: uint(3, 3), parameterListLength: uint(6, 3) });

const BufferMode = { combined: 0x00, data: 0x02, descriptor: 0x03, echo: 0x0a, echoDescriptor: 0x0b } as const;

const combinedHeader = layout(4, { bufferCapacity: uint(1, 3) });
const bufferDescriptor = layout(4, { offsetBoundary: uint(0), bufferCapacity: uint(1, 3) });
const echoDescriptor = Uint8Array.of(1, 0, echoBufferBytes >> 8, echoBufferBytes & 0xff);

export const readBuffer = defineCommand({
  name: 'READ BUFFER',
  operationCode: 0x3c,
  reference: 'SPC-4 §6.18',
  cdb: readBufferCdb,
  dataDirection: 'in',
  reservation: 'reads',
  execute({ buffers }: LogicalUnitView, { mode, bufferId, bufferOffset, allocationLength }, { nexus }): Outcome {
    const refuse = (field: 'mode' | 'bufferId' | 'bufferOffset'): Outcome =>
      checkCondition(invalidFieldInCdb(readBufferCdb.position(field)));
    const { data } = buffers;
    const bufferCapacity = data.length;
    switch (mode) {
      case BufferMode.descriptor:
        // A buffer that is not there has a descriptor of zeros.
        return goodUpTo(allocationLength, bufferDescriptor.encode(bufferId === 0 ? { bufferCapacity } : {}));
      case BufferMode.combined:
        if (bufferId !== 0) return refuse('bufferId');
        if (bufferOffset !== 0) return refuse('bufferOffset');
        return goodUpTo(allocationLength, Buffer.concat([combinedHeader.encode({ bufferCapacity }), data]));
      case BufferMode.data:
        if (bufferId !== 0) return refuse('bufferId');
        if (bufferOffset > data.length) return refuse('bufferOffset');
        return goodUpTo(allocationLength, Uint8Array.from(data.subarray(bufferOffset)));
      case BufferMode.echo: {
        const echo = buffers.readEcho(nexus);
        if (typeof echo === 'object') return goodUpTo(allocationLength, echo);
        const { commandSequenceError, echoBufferOverwritten } = additionalSense;
        return checkCondition(illegalRequest(echo === 'overwritten' ? echoBufferOverwritten : commandSequenceError));
      }
      case BufferMode.echoDescriptor:
        return goodUpTo(allocationLength, echoDescriptor);
      default:
        return refuse('mode');
    }
  },
});

export const writeBuffer = defineCommand({
  name: 'WRITE BUFFER',
  operationCode: 0x3b,
  reference: 'SPC-4 §6.49',
  cdb: writeBufferCdb,
  dataDirection: 'out',
  async execute({ buffers }: LogicalUnitView, fields, context): Promise<Outcome> {
    const { mode, bufferId, bufferOffset, parameterListLength: length } = fields;
    const refuse = (field: keyof typeof fields): Outcome => checkCondition(invalidFieldInCdb(writeBufferCdb.position(field)));
    if (mode !== BufferMode.combined && mode !== BufferMode.data && mode !== BufferMode.echo) return refuse('mode');
    const headerLength = mode === BufferMode.combined ? combinedHeader.length : 0;
    if (mode === BufferMode.echo) {
      if (length > echoBufferBytes) return refuse('parameterListLength');
    } else {
      if (bufferId !== 0) return refuse('bufferId');
      if (bufferOffset > (mode === BufferMode.combined ? 0 : buffers.data.length)) return refuse('bufferOffset');
      if (bufferOffset + length > buffers.data.length + headerLength) return refuse('parameterListLength');
    }
    if (length === 0 && mode !== BufferMode.echo) return good;
    const list = length === 0 ? new Uint8Array() : (await context.receiveDataOut(length)).toBytes();
    if (list.length < length || length < headerLength) return checkCondition(illegalRequest(additionalSense.parameterListLengthError));
    if (mode === BufferMode.echo) {
      buffers.writeEcho(context.nexus, list);
      return good;
    }
    const stray = list.subarray(0, headerLength).findIndex((byte) => byte !== 0);
    if (stray >= 0) return checkCondition(invalidFieldInParameterList({ byte: stray, bit: 31 - Math.clz32(list[stray]!) }));
    buffers.data.set(list.subarray(headerLength), bufferOffset);
    return good;
  },
});
