/**
 * What the INFs of the tape minidrivers list (DDK samples of Server 2003 SP1): the products that each driver is bound to. The strings are compared with
 * their case. An entry of exabyte2.inf has a blank in it and can never be a hardware ID: it is left out. Those of other buses are left out as well.
 */
import { listed } from '../hardware-id.ts';

/** 4mmdat.inf. */
export const dat = listed({
  AIWA: ['GD-201', 'GD-8000'],
  ARCHIVE: [
    '4322XX_27871-XXX',
    '4326XX_03813-XXX',
    '4326XX_27871-XXX',
    '4586XX_28887-XXX',
    'IBM-STL496000N!D',
    'IBM4326NP/RP__!D',
    'IBM4586NP_____!D',
    'Python_00095-001',
    'Python_01931-XXX',
    'Python_02004-XXX',
    'Python_02635-XXX',
    'Python_02636-XXX',
    'Python_02779-XXX',
    'Python_02801-XXX',
    'Python_02830-XXX',
    'Python_03195-XXX',
    'Python_03812-XXX',
    'Python_04106-XXX',
    'Python_04377-XXX',
    'Python_04687-XXX',
    'Python_06240-XXX',
    'Python_06241-XXX',
    'Python_06408-XXX',
    'Python_06409-XXX',
    'Python_25501-XXX',
    'Python_25588-005',
    'Python_25588-XXX',
    'Python_25601-XXX',
    'Python_25602-XXX',
    'Python_25950-XXX',
    'Python_27416-XXX',
    'Python_27807-XXX',
    'Python_27811-XXX',
    'Python_27871-XXX',
    'Python_28219-XXX',
    'Python_28354-XXX',
    'Python_28388-XXX',
    'Python_28454-XXX',
    'Python_28849-XXX',
    'Python_29987-XXX',
  ],
  DELL: ['PV-120T-DDS4'],
  EXABYTE: ['EXB-4200C', 'EXB-4200'],
  HP: ['C1533A', 'C1537A', 'C1553A', 'C1557A', 'C5683A', 'C5713A', 'HP35470A', 'HP35480A', 'IBM35480A_____!C', 'IBM35480A'],
  IBM: ['HP35480A______!C', 'HP35480A'],
  IOMEGA: ['DAT4000'],
  SEAGATE: [
    'DAT____02779-XXX',
    'DAT____04106-XXX',
    'DAT____04377-XXX',
    'DAT____04687-XXX',
    'DAT____06240-XXX',
    'DAT____06241-XXX',
    'DAT____06408-XXX',
    'DAT____25501-XXX',
  ],
  SONY: [
    'SDT-10000',
    'SDT-11000',
    'SDT-2000',
    'SDT-4000',
    'SDT-5000',
    'SDT-5200',
    'SDT-7000',
    'SDT-9000',
    'TSL-10000',
    'TSL-11000',
    'TSL-7000',
    'TSL-9000',
  ],
  WANGDAT: ['MODEL_1300', 'MODEL_3100', 'MODEL_3200', 'MODEL_3300DX', 'MODEL_3400DX'],
  WANGTEK: ['6130-FS________T'],
  WangDAT: ['Model_1300'],
});

/** dlttape.inf. */
export const dlt = listed({
  QUANTUM: ['DLT2000', 'DLT2500', 'DLT2700', 'DLT4000', 'DLT4500', 'DLT4700', 'DLT7000_CPQ_LDRV', 'DLT7000', 'DLT8000'],
  Quantum: ['DLT4000_CPQ_DRV'],
});

/** exabyte2.inf. */
export const exabyte8mm = listed({
  EXABYTE: [
    'EXB-82058VQANXR0',
    'EXB-82058VQANXR1',
    'EXB-8205',
    'EXB-8500-85Qanx0',
    'EXB-8500',
    'EXB-85058HE-0000',
    'EXB-85058SQANXR0',
    'EXB-85058SQANXR1',
    'EXB-85058SQANXRP',
    'EXB-8505SMBANSH2',
    'EXB-8505',
    'EXB8500C8CQANXR0',
    'EXB8500C',
    'IBM-8505',
  ],
});

/** miniqic.inf. */
export const scsiQic = listed({
  CONNER: ['CTMS__3200', 'CTT8000-S'],
  EXABYTE: ['EXB-2501', 'EXB-2502'],
  Seagate: ['STT20000N', 'STT8000N'],
  TANDBERG: ['_NS20_Pro_20_GB', '_NS8_Pro_4/8GB', '_TDC_3500', '_TDC_3700'],
  TECMAR: ['TRAVAN_NS20', 'TRAVAN_NS8'],
});

/** qic157.inf, as far as it lists SCSI products. */
export const atapiQic = listed({
  AIWA: ['TD-20001', 'TD-8000'],
  CONNER: ['CTMA__4000', 'CTT8000-A'],
  HP: ['COLORADO_14GB', 'COLORADO_20GB', 'COLORADO_5GB', 'COLORADO_8GB'],
  Seagate: ['STT20000A', 'STT8000A'],
  TECMAR: ['TRAVAN_NS20'],
});
