import { describe, expect, it } from 'vitest';
import { locateConstant } from '../../../../src/core/change/locate/constant/constant.ts';
import { found, problem } from './expect.ts';

const value = (file: string, source: string, name = 'MODEL') => found(locateConstant(source, file, name)).value;
const message = (file: string, source: string, name = 'MODEL') => problem(locateConstant(source, file, name)).message;

describe('TypeScript and JavaScript constants', () => {
  it.each([
    ["const MODEL = 'gpt-4o';"],
    ['export const MODEL = "gpt-4o"'],
    ['let MODEL = `gpt-4o`\nuse(MODEL)'],
    ["export const MODEL: string = 'gpt-4o';"],
    ["export const MODEL: 'gpt-4o' | 'o3' = 'gpt-4o';"],
    ["const MODEL: Record<string, { a: number }>['b'] = 'gpt-4o';"],
    ["export const MODEL = 'gpt-4o' as const;"],
    ["export const MODEL = 'gpt-4o' satisfies Model;"],
    ["const OTHER = 'x', MODEL = 'gpt-4o';"],
    ["class Models {\n  static readonly MODEL = 'gpt-4o';\n  other = 1;\n}"],
    ["class Models {\n  MODEL: string = 'gpt-4o'\n  #other = 1\n}"],
    ["enum Models { MODEL = 'gpt-4o', OTHER = 'x' }"],
    ["const MODEL = ('gpt' +\n  '-4o');"],
    ["const MODEL =\n  'gpt-4o'\nconst OTHER = 1"],
    ["const MODEL = 'gpt\\u002d4\\x6f';"],
    ["// const MODEL = 'old'\n/* const MODEL = 'older' */\nconst MODEL = 'gpt-4o';"],
    ["const text = \"const MODEL = 'old'\";\nconst MODEL = 'gpt-4o';"],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the source under test has one
    ["const text = `const MODEL = 'old' ${fill({ a: `}` })}`;\nconst MODEL = 'gpt-4o';"],
    ["const quote = /[\"'/]/.test(x);\nconst MODEL = 'gpt-4o';"],
    ["const page = <p>Don't panic</p>;\nconst MODEL = 'gpt-4o';"],
    ["run({ MODEL: 'other' }); call(MODEL === 'x'); const MODEL = 'gpt-4o';"],
    ["config.MODEL = 'other';\nconst MODEL = 'gpt-4o';"],
    ["function f(MODEL = 'default') {}\nconst MODEL = 'gpt-4o';"],
  ])('reads %s', (source) => expect(value('src/models.ts', source)).toBe('gpt-4o'));

  it('says where the value is written', () => {
    const located = found(locateConstant("// models\n\nexport const MODEL =\n  'gpt-4o';\n", 'a.ts', 'MODEL'));
    expect(located).toEqual({ value: 'gpt-4o', line: 4, column: 3, endLine: 4 });
  });

  it('reads a prompt of several lines with its last line', () => {
    expect(found(locateConstant('export const PROMPT = `One\nTwo`;\n', 'a.mjs', 'PROMPT'))).toMatchObject({
      value: 'One\nTwo',
      line: 1,
      endLine: 2,
    });
  });

  it.each([
    ["const MODEL = process.env.MODEL ?? 'gpt-4o';", 'not written as a string'],
    ["const MODEL = 'gpt-4o'.trim();", 'computed'],
    ["const MODEL = 'gpt-4o'\n  .trim();", 'computed'],
    ["const MODEL = 'gpt-' + version;", 'computed'],
    ["const MODEL = ('x', 'gpt-4o');", 'computed'],
    ["const MODEL = flag ? 'a' : 'b';", 'not written as a string'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the source under test has one
    ['const MODEL = `gpt-${version}`;', 'filled in when the program runs'],
    ["let MODEL = 'a';\nMODEL += 'b';", 'gives MODEL a value twice (lines 1 and 2)'],
    ["const MODEL = 'a';\nfunction f() {\n  const MODEL = 'b';\n}", 'gives MODEL a value twice (lines 1 and 3)'],
    ["const MODEL = 'never closes", 'never closes'],
  ])('refuses %s', (source, why) => expect(message('src/models.ts', source)).toContain(why));

  it.each([
    ["run({ MODEL: 'gpt-4o' });"],
    ["if (MODEL === 'gpt-4o') {}"],
    ["const { MODEL = 'gpt-4o' } = process.env;"],
    ["this.MODEL = 'gpt-4o';"],
    ["// const MODEL = 'gpt-4o'"],
  ])('finds no definition in %s', (source) =>
    expect(problem(locateConstant(source, 'a.ts', 'MODEL'))).toMatchObject({ code: 'layer-missing' }),
  );

  it('names the nearest constant', () => {
    const missing = problem(locateConstant("const TRIAGE_MODEL = 'a';", 'src/models.ts', 'TRIAGE_MODLE'));
    expect(missing.message).toBe('src/models.ts defines no constant TRIAGE_MODLE');
    expect(missing.hint).toBe('The nearest name there is TRIAGE_MODEL.');
  });
});

describe('Python constants', () => {
  it.each([
    ['MODEL = "gpt-4o"'],
    ["MODEL: str = 'gpt-4o'  # the model"],
    ['MODEL: Final[str] = "gpt-4o"'],
    ['MODEL = """gpt-4o"""'],
    ['MODEL = r"gpt-4o"'],
    ['MODEL = f"gpt-4o"'],
    ['MODEL = (\n    "gpt"\n    "-4o"\n)'],
    ['MODEL = "gpt" "-4o"'],
    ['class Settings:\n    MODEL = "gpt-4o"\n    OTHER = 2'],
    ['"""MODEL = \'old\'"""\nMODEL = "gpt-4o"\n"""a docstring"""'],
    ['call(MODEL="old")\nMODEL = "gpt-4o"'],
    ['# MODEL = "old"\nMODEL = "gpt-4o"'],
    ['x = {"MODEL": "old"}\nMODEL = "gpt-4o"'],
    ['if MODEL == "old": pass\nMODEL = "gpt-4o"'],
    ['MODEL: str\nMODEL = "gpt-4o"'],
    ["note = 'it\\'s'\nMODEL = \"gpt-4o\""],
  ])('reads %s', (source) => expect(value('app/models.py', source)).toBe('gpt-4o'));

  it('keeps unknown escapes and raw backslashes, as Python does', () => {
    expect(value('a.py', 'MODEL = "a\\d\\n"')).toBe('a\\d\n');
    expect(value('a.py', 'MODEL = r"a\\d\\n"')).toBe('a\\d\\n');
  });

  it.each([
    ['MODEL = f"gpt-{version}"', 'filled in'],
    ['MODEL = b"gpt-4o"', 'bytes'],
    ['MODEL = "gpt-%s" % version', 'computed'],
    ['MODEL = "gpt-4o" if x else "b"', 'computed'],
    ['MODEL = "gpt-4o",', 'computed'],
    ['MODEL = os.environ["MODEL"]', 'not written as a string'],
    ['a, MODEL = "x", "gpt-4o"', 'computed'],
    ['MODEL = "a"\nMODEL = "b"', 'twice (lines 1 and 2)'],
  ])('refuses %s', (source, why) => expect(message('a.py', source)).toContain(why));
});

describe('Go constants', () => {
  it.each([
    ['const MODEL = "gpt-4o"'],
    ['const MODEL string = "gpt-4o"'],
    ['const (\n\tOther = "x"\n\tMODEL = "gpt-4o" // current\n)'],
    ['var MODEL models.ID = `gpt-4o`'],
    ['func main() {\n\tMODEL := "gpt-4o"\n\tuse(MODEL)\n}'],
    ['const quote = \'"\'\nconst MODEL = "gpt-4o"'],
    ['x := Config{MODEL: "old"}\nif MODEL == "old" {}\nconst MODEL = "gpt-4o"'],
  ])('reads %s', (source) => expect(value('models.go', source)).toBe('gpt-4o'));

  it.each([
    ['const a, MODEL = "x", "gpt-4o"', 'computed'],
    ['const MODEL = Prefix + "4o"', 'not written as a string'],
    ['const MODEL = "a" + suffix', 'computed'],
    ["const MODEL = 'a'", 'single character'],
  ])('refuses %s', (source, why) => expect(message('models.go', source)).toContain(why));
});

describe('Java constants', () => {
  it.each([
    ['class A {\n  public static final String MODEL = "gpt-4o";\n}'],
    ['class A {\n  @Value(MODEL = "old")\n  private final String MODEL = "gpt-4o", OTHER = "x";\n}'],
    ['class A {\n  char q = \'"\';\n  static final String MODEL = "gpt" + "-4o";\n}'],
  ])('reads %s', (source) => expect(value('src/Models.java', source)).toBe('gpt-4o'));

  it('takes the indentation of a text block off', () => {
    const source =
      'class A {\n  static final String PROMPT = """\n      Sort this:\n        {{input}}   \n      """;\n}';
    expect(value('A.java', source, 'PROMPT')).toBe('Sort this:\n  {{input}}\n');
  });

  it('refuses what is computed', () => {
    expect(message('A.java', 'class A { String MODEL = "a".strip(); }')).toContain('computed');
    expect(message('A.java', 'class A { String MODEL = System.getenv("MODEL"); }')).toContain(
      'not written as a string',
    );
  });
});

describe('what is not source that is read', () => {
  it('refuses other languages and names that cannot be', () => {
    expect(message('models.rb', 'MODEL = "a"')).toBe('constants are not read from models.rb');
    expect(message('models.ts', 'const MODEL = "a"', 'Models.MODEL')).toContain('cannot be the name of a constant');
  });

  it('finds nothing under names of the prototype', () => {
    expect(message('a.ts', 'const a = "b";', '__proto__')).toContain('defines no constant');
  });

  it.each([
    'if (x) /`/.test(y);',
    'for await (const a of b) /[/*]/.test(a);',
    'const r = a! / 2 + "/";',
    'const r = f(x) / 2 + "/";',
    'const r = a[0] / 2 + `/`;',
    'const r = o.case / 2 + `/`;',
    'const r = !/["`]/.test(s);',
    'return /`/.test(s);',
    'const half = {} / 2;',
  ])('tells a division from a regular expression in %s', (line) => {
    expect(locateConstant(`${line}\nconst NAME = 'o3';\n`, 'a.ts', 'NAME')).toMatchObject({ value: 'o3', line: 2 });
  });

  it.each([
    '{}\n/`/.test(x);',
    'i++ / 2 + `/`;',
    'of / 2 + `/`;',
    `const r = /${'a'.repeat(600)}\`/;`,
    `if (${'a + '.repeat(200)}a) /\`/.test(y);`,
  ])('does not guess what a slash is: %s', (line) => {
    expect(message('a.ts', `${line}\nconst NAME = 'o3';\n`)).toContain('has a slash that may divide');
  });

  it('stays linear on sources made to be slow', () => {
    const sources = [
      '"""\\'.repeat(10_000),
      "'\\".repeat(20_000),
      '/['.repeat(10_000),
      '`${'.repeat(20_000),
      '((('.repeat(10_000),
    ];
    for (const source of sources) {
      for (const file of ['a.ts', 'a.py', 'a.go', 'A.java'])
        expect(message(file, source)).toMatch(/defines no constant|has a slash that may divide/);
    }
  });
});
