import { describe, expect, it } from 'vitest';
import { UserError } from '../../../../src/foundation/user-error.ts';
import { parseCommandLine } from '../../../../src/host/ntbackup/command-line.ts';
import { ntBackupVersions } from '../../../../src/host/ntbackup/version.ts';

const example =
  'C:\\WINDOWS\\system32\\ntbackup.exe backup "@C:\\Documents and Settings\\Test.bks" /v:no /r:no /rs:no /hc:on /m normal /j "Test" /l:s /p "4mm DDS" /um';

describe('the command line of NTBackup', () => {
  it('is read as the example of KB 839591 has it', () => {
    expect(parseCommandLine(`${example} /UP`, ntBackupVersions['2003-hotfix'])).toEqual({
      selection: '@C:\\Documents and Settings\\Test.bks',
      job: 'Test',
      pool: '4mm DDS',
      guid: undefined,
      tape: undefined,
      mediaName: undefined,
      description: undefined,
      type: 'normal',
      append: false,
      verify: false,
      hardwareCompression: true,
      log: 'summary',
      unmanaged: true,
      promptsUnattended: true,
      ignored: [],
    });
  });

  it('takes all that stands behind the first colon of a switch', () => {
    const { job, description } = parseCommandLine('ntbackup backup D:\\ /j:"Nightly: full" /d:C:\\Data /p "4mm DDS"', ntBackupVersions.w2k);
    expect([job, description]).toEqual(['Nightly: full', 'C:\\Data']);
  });

  it.each(['/up', '/Up', '/uP'])('has no %s', (word) => {
    const command = parseCommandLine(`${example} ${word}`, ntBackupVersions['2003-hotfix']);
    expect([command.promptsUnattended, command.ignored]).toEqual([false, [word]]);
  });

  it.each(['w2k', '2003'] as const)('has no /UP in the version of %s', (name) => {
    const command = parseCommandLine(`${example} /UP`, ntBackupVersions[name]);
    expect([command.promptsUnattended, command.ignored]).toEqual([false, ['/UP']]);
  });

  it('counts capitals for nothing otherwise', () => {
    const command = parseCommandLine(
      'NTBACKUP Backup SystemState D:\\x /J Job /M Differential /P "DLT" /UM /HC:OFF /L:F /V:Yes',
      ntBackupVersions.w2k,
    );
    expect(command).toMatchObject({
      selection: 'D:\\x',
      job: 'Job',
      type: 'differential',
      pool: 'DLT',
      unmanaged: true,
      hardwareCompression: false,
      log: 'full',
      verify: true,
    });
  });

  it.each([
    ['ntbackup', 'is no backup'],
    ['ntbackup restore C:\\', 'is no backup'],
    ['ntbackup backup /p "4mm DDS"', 'nothing is selected'],
    ['ntbackup backup C:\\a C:\\b', 'more than one thing is selected'],
    ['ntbackup backup C:\\a /m weekly', "'weekly' is nothing for /m"],
    ['ntbackup backup C:\\a /j', '/j stands alone'],
    ['ntbackup backup C:\\a /v:maybe', "'maybe' is nothing for /v:maybe"],
    ['ntbackup backup C:\\a /f C:\\b.bkf', '/F backs up to a file'],
    ['ntbackup backup C:\\a /a /p "4mm DDS"', '/A needs a tape'],
    ['ntbackup backup C:\\a /a /t X /p "4mm DDS"', '/A and /P exclude each other'],
    ['ntbackup backup C:\\a /um', '/UM needs a pool'],
  ])('refuses %j', (line, problem) => {
    const parse = (): unknown => parseCommandLine(line, ntBackupVersions['2003']);
    expect(parse).toThrow(UserError);
    expect(parse).toThrow(problem);
  });
});
