/** A lab over HTTP: found by its home, followed while hosts come, and closed without waiting for those who follow. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ControlClient } from '../../src/control/control-client.ts';
import { Lab } from '../../src/lab.ts';
import { Initiator } from '../conformance/initiator.ts';

it('a lab is asked and followed by programs until it closes', async () => {
  const home = join(await mkdtemp(join(tmpdir(), 'tapelab-control-')), 'home');
  const lab = await Lab.start({ home, listen: '127.0.0.1:0', control: '127.0.0.1:0' });
  let closed: Promise<void> | undefined;
  try {
    const url = (await ControlClient.find(home))!.holder.control!;
    expect(lab.view().server.control).toBe(url);
    const put = (path: string, method: string, body?: object) => fetch(`${url}${path}`, { method, body: JSON.stringify(body) });

    const added = await put('/faults', 'POST', { rule: { id: 'out', match: { pdu: 'login-request' }, do: 'reset-connection' } });
    expect(await added.json()).toMatchObject([{ id: 'out', seam: 'pdu', firings: 0 }]);
    expect(await (await fetch(`${url}/presets`)).json()).toContainEqual(expect.objectContaining({ name: 'kb889330', group: 'path' }));
    const wrong = await put('/faults', 'POST', { rule: { do: 'reset-conection' } });
    expect(wrong.headers.get('content-type')).toBe('application/problem+json');
    expect({ status: wrong.status, body: await wrong.json() }).toMatchObject({
      status: 400,
      body: { code: 'rule-invalid', hint: "did you mean 'reset-connection'?" },
    });

    const nowhere = await put('/faults', 'POST', { rule: { match: { device: 'drive9' }, do: 'busy' } });
    expect(await nowhere.json()).toMatchObject({ code: 'device-unknown', hint: "did you mean 'drive0'?" });

    const followed = await fetch(`${url}/trace`, { headers: { accept: 'text/event-stream' } });
    const reader = followed.body!.pipeThrough(new TextDecoderStream()).getReader();
    const { address: host, port } = lab.address;
    await expect(Initiator.logIn({ host, port }, { targetName: 'iqn.2026-11.local.tapelab:drive0' })).rejects.toThrow();
    let text = '';
    while (!text.includes('"rule":"out"')) text += (await reader.read()).value;
    expect(await (await fetch(`${url}/faults/out`)).json()).toMatchObject({ firings: 1, spent: true });
    expect(await (await fetch(`${url}/drives/drive0`)).json()).toMatchObject({ name: 'drive0', cartridge: 'LAB011L8' });

    // One that follows, and one that waits for what does not happen.
    const waiting = fetch(`${url}/trace?after=1000000&waitMs=60000`);
    closed = lab.close();
    expect([200, 503]).toContain((await waiting).status);
    while (!(await reader.read()).done);
    await closed;
    await expect(fetch(`${url}/status`)).rejects.toThrow();
  } finally {
    await (closed ?? lab.close());
    await rm(join(home, '..'), { recursive: true, force: true });
  }
}, 10_000);
