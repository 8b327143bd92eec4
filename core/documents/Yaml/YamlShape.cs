using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace FedOnco.Documents.Yaml;

/// <summary>What a file must not do before its nodes are made: nest so deeply that the stack ends, or say ten thousand million things by reference.</summary>
internal static class YamlShape
{
    /// <summary>Files of this project nest to eight.</summary>
    public const int MostDepth = 32;

    /// <exception cref="YamlException">The text is no YAML.</exception>
    public static bool IsPlain(string text, YamlFaults faults)
    {
        var parser = new Parser(new StringReader(text));
        var depth = 0;
        while (parser.MoveNext())
        {
            // The parser reads one token after the other: it needs no stack of its own for what is nested.
            depth += parser.Current?.NestingIncrease ?? 0;
            var fault = parser.Current is AnchorAlias alias ? $"*{alias.Value} stands for what is written elsewhere: write it out here." : depth > MostDepth ? $"this is nested more than {MostDepth} deep." : null;
            if (fault is null) continue;
            faults.Add($"line {parser.Current!.Start.Line}, column {parser.Current.Start.Column}: {fault}"); // There is a current event: it is what is wrong.
            return false;
        }

        return true;
    }
}
