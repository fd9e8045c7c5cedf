/**
 * Device Capabilities (SMC-3, mode page 1Fh): which elements can keep a cartridge, and between which of them the changer moves and exchanges
 * cartridges. What this page denies, MOVE MEDIUM and EXCHANGE MEDIUM refuse; types of which there is no element have no capabilities.
 *
 *     0 1Fh │ 1 12h │ 2 STORDT (bit 3) STORI/E (2) STORST (1) STORMT (0) │ 3 ACE (2) VTRP (1) S2C (0)
 *     4–7 from MT, ST, I/E, DT by MOVE MEDIUM, and 12–15 by EXCHANGE MEDIUM, to DT (bit 3) I/E (2) ST (1) MT (0)
 */
import { type Fields, flag, layout } from '../../foundation/layout.ts';
import type { ElementTypeName } from '../../library/element.ts';
import { defineModePage } from '../../scsi/mode-pages.ts';
import type { Changer } from '../changer.ts';
import { exchangeMedium } from '../commands/exchange-medium.ts';

/** The order of the types, in bytes upwards and in bits from 0 upwards. */
const types: readonly ElementTypeName[] = ['mediumTransport', 'storage', 'importExport', 'dataTransfer'];
const named = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Of SMC-2, which defines VTRP and S2C: VERSION 04h and later of INQUIRY data. */
const versionOfSmc2 = 0x04;

export function deviceCapabilitiesPage(changer: Changer) {
  const { library, model } = changer;
  const exchanges = changer.serves(exchangeMedium.name);
  const isSmc2 = model.version >= versionOfSmc2;
  const fields: Fields = { autoCleanEnabled: flag(3, 2), volumeTagReaderPresent: flag(3, 1), smc2Capabilities: flag(3, 0) };
  const defaults: Record<string, unknown> = {
    volumeTagReaderPresent: isSmc2 && model.elementStatus.volumeTags,
    smc2Capabilities: isSmc2,
  };
  for (const [index, from] of types.entries()) {
    fields[`stores${named(from)}`] = flag(2, index);
    // An arm keeps what it carries no longer than until the next move.
    defaults[`stores${named(from)}`] = from !== 'mediumTransport' && library.layout[from].count > 0;
    for (const [bit, to] of types.entries()) {
      const moves = changer.moves(from, to);
      fields[`${from}To${named(to)}`] = flag(4 + index, bit);
      fields[`${from}With${named(to)}`] = flag(12 + index, bit);
      defaults[`${from}To${named(to)}`] = moves;
      defaults[`${from}With${named(to)}`] = exchanges && moves && changer.moves(to, from);
    }
  }
  return defineModePage({
    pageCode: 0x1f,
    name: 'Device Capabilities',
    reference: 'SMC-3, Device Capabilities mode page',
    layout: layout(20, fields),
    defaults,
    changeable: [],
  });
}
