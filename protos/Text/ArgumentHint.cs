using System.Text.RegularExpressions;

namespace FedOnco.Protos;

/// <summary>What to do with words on a command line that stand where nothing is expected.</summary>
public static partial class ArgumentHint
{
    // A command has one of each list at most; the first that it has is meant.
    private static readonly (Func<string, bool> Is, string What, string[] Options)[] Kinds =
    [
        (IsCall, "the call", ["--call"]),
        (w => w.StartsWith("https://", StringComparison.OrdinalIgnoreCase), "the address", ["--url", "--coordinator"]),
        (Directory.Exists, "the folder", ["--data", "--from", "--home", "--to", "--state"]),
        (w => HasEnding(w, ".yaml", ".yml"), "the file", ["--policy", "--dictionary", "--from", "--home"]),
        (w => HasEnding(w, ".json"), "the file", ["--file", "--home", "--state"]),
        (w => HasEnding(w, ".onnx"), "the file", ["--onnx"]),
        (w => HasEnding(w, ".html"), "the file", ["--html", "--report"]),
        (w => HasEnding(w, ".svg", ".png"), "the file", ["--plot"]),
        (File.Exists, "the file", ["--calls"]),
    ];

    /// <param name="words">Words that the command line did not take, in their order.</param>
    /// <param name="options">Names of the command's options, as in "--call".</param>
    /// <returns>One sentence; null where nothing sensible can be said.</returns>
    public static string? Of(IReadOnlyList<string> words, IEnumerable<string> options)
    {
        if (words.Count == 0) return null;
        if (!words.Any(IsCall) && words.Any(w => w.Contains('(') || w.Contains(')'))) return "Put the whole call into quotes: 'count(data = d)'.";
        var known = options.ToHashSet(StringComparer.Ordinal);
        foreach (var (isKind, what, candidates) in Kinds)
        {
            if (words.Any(isKind) && candidates.FirstOrDefault(known.Contains) is { } option) return Sentence(what, option);
        }

        return words.Any(IsCall) ? "This command takes no call. `fedonco run 'CALL'` asks a coordinator, `fedonco sandbox --data DIR --call 'CALL'` a folder of files." : null;
    }

    private static string Sentence(string what, string option) =>
        option == "--home" ? "The files of an agent are in its folder: put the folder after --home." : $"Put {what} after {option}.";

    private static bool IsCall(string word) => Call().IsMatch(word);

    private static bool HasEnding(string word, params string[] endings) => endings.Any(e => word.EndsWith(e, StringComparison.OrdinalIgnoreCase));

    /// <summary>Maybe with a name for its answer.</summary>
    [GeneratedRegex(@"^\s*([\w.]+\s*<-\s*)?[A-Za-z][\w.]*\s*\(.*\)\s*$", RegexOptions.Singleline)]
    private static partial Regex Call();
}
