/**
 * Element Statistics (SMC-3, log page 15h): a parameter for each element, whose code is its address. What does not fit into one page of 64 KiB a host
 * asks for by the parameter pointer.
 *
 *     0–3 PLACES │ 4–7 PLACE RETRIES │ 8–11 PICKS │ 12–15 PICK RETRIES │ 16–19 DETERMINED VOLUME IDENTIFIERS │ 20–23 UNREADABLE VOLUME IDENTIFIERS
 */
import { layout, uint } from '../../foundation/layout.ts';
import { type Element, elementsOf, elementTypeNames } from '../../library/element.ts';
import { nameOf } from '../../library/element-words.ts';
import { binaryList, type LogPage } from '../../scsi/log-pages.ts';
import type { RobotHistory } from '../robot-history.ts';

const statistics = layout(24, { places: uint(0, 4), picks: uint(8, 4) });
const nothing = statistics.encode({});

export const elementStatisticsPage = (history: Pick<RobotHistory, 'at' | 'library'>): LogPage => ({
  pageCode: 0x15,
  name: 'Element Statistics',
  reference: 'SMC-3, Element Statistics log page',
  parameters: () => {
    const elements: Element[] = elementTypeNames.flatMap((type) => [...elementsOf(history.library.layout, type)]);
    elements.sort((a, b) => a.address - b.address);
    return elements.map((element) => {
      const counts = history.at(nameOf(element));
      return binaryList(element.address, counts.places + counts.picks === 0 ? nothing : statistics.encode(counts));
    });
  },
});
