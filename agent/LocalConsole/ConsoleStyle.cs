namespace FedOnco.Agent.LocalConsole;

/// <summary>The console's one style sheet; tables become lists on narrow screens.</summary>
internal static class ConsoleStyle
{
    public const string Text = """
        :root { color-scheme: light dark; --line: #d0d6de; --soft: #f3f5f8; --quiet: #515b69; --bad: #a3150d; --good: #14693a; --focus: #0b57d0; }
        @media (prefers-color-scheme: dark) { :root { --line: #3a4150; --soft: #1f242d; --quiet: #aab4c2; --bad: #ff9d94; --good: #7ddba4; --focus: #8ab4f8; } }
        * { box-sizing: border-box; }
        body { font: 16px/1.5 system-ui, "DejaVu Sans", sans-serif; margin: 0; }
        header, main { max-width: 64rem; margin: 0 auto; padding: 0 1rem; }
        header { border-bottom: 1px solid var(--line); }
        .site { margin: .8rem 0 .2rem; color: var(--quiet); }
        nav ul { display: flex; flex-wrap: wrap; gap: .2rem; list-style: none; margin: 0 0 -1px; padding: 0; }
        nav a { display: block; padding: .55rem .8rem; text-decoration: none; color: inherit; border-bottom: 3px solid transparent; }
        nav a:hover { background: var(--soft); } nav a[aria-current] { border-color: currentColor; font-weight: 600; }
        a { color: var(--focus); } h1 { font-size: 1.4rem; margin: 1.4rem 0 .8rem; } h2 { font-size: 1.1rem; margin: 1.8rem 0 .5rem; } h3 { font-size: 1rem; margin: 1rem 0 .2rem; }
        :focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
        .skip { position: absolute; left: -99rem; } .skip:focus { left: 1rem; top: .5rem; background: Canvas; padding: .3rem .6rem; }
        .quiet { color: var(--quiet); } .bad { color: var(--bad); font-weight: 600; } .good { color: var(--good); font-weight: 600; }
        code, pre { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .88em; overflow-wrap: anywhere; }
        pre { background: var(--soft); padding: .8rem; white-space: pre-wrap; margin: .5rem 0; }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1.2rem; margin: 0; } dt { color: var(--quiet); } dd { margin: 0; overflow-wrap: anywhere; }
        table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: .4rem .8rem .4rem 0; border-bottom: 1px solid var(--line); }
        th { color: var(--quiet); font-weight: 600; }
        form { display: flex; flex-wrap: wrap; gap: .8rem; margin: 1.2rem 0; }
        button { font: inherit; font-weight: 600; min-height: 2.75rem; padding: .4rem 1.4rem; border: 2px solid currentColor; border-radius: .3rem; background: Canvas; cursor: pointer; }
        button.good { color: var(--good); } button.bad { color: var(--bad); } ul.plain { padding-left: 1.2rem; margin: .3rem 0; }
        @media (max-width: 40rem) {
          thead { position: absolute; left: -99rem; } tr { display: block; border-bottom: 1px solid var(--line); padding: .5rem 0; }
          td { display: block; border: 0; padding: .1rem 0; overflow-wrap: anywhere; } td[data-label]::before { content: attr(data-label) ": "; color: var(--quiet); }
          dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .5rem; } button { flex: 1; }
        }
        """;
}
