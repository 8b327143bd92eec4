using System.Text;
using FedOnco.Protos;

namespace FedOnco.Federation.Tests.Faults;

/// <summary>The table of docs/reliability.md: how a run may end by fault, and how it ended by fault and state.</summary>
internal sealed class ReliabilityTable
{
    private const string Head = "| fault | ";
    private const string Or = " or ";

    private readonly string _file;
    private readonly Dictionary<(string Fault, string Moment), SortedSet<string>> _seen = [];
    private readonly Dictionary<string, string> _may = [];

    private ReliabilityTable(string file) => _file = file;

    private static IEnumerable<string> Moments => Moment.All.Select(m => m.Name);

    public static ReliabilityTable Read(string file)
    {
        var table = new ReliabilityTable(file);
        foreach (var line in File.ReadLines(file).Where(l => l.StartsWith("| ", StringComparison.Ordinal) && !l.StartsWith(Head, StringComparison.Ordinal)))
        {
            var cells = line.Split('|', StringSplitOptions.TrimEntries)[1..^1];
            table._may[cells[0]] = cells[1];
            foreach (var (moment, ends) in Moments.Zip(cells.Skip(2))) table._seen[(cells[0], moment)] = [.. ends.Split(Or, StringSplitOptions.RemoveEmptyEntries)];
        }

        return table;
    }

    /// <summary>Whether it says of every fault, and of no other, how a run may end.</summary>
    public bool IsComplete() => _may.Count == Fault.All.Count && Fault.All.All(f => _may.GetValueOrDefault(f.Name) == May(f));

    /// <summary>Writes what was seen into the table beside what was seen before; the text around it stays.</summary>
    public void Record(IEnumerable<(string Fault, string Moment, string End)> seen)
    {
        foreach (var (fault, moment, end) in seen)
        {
            if (!_seen.TryGetValue((fault, moment), out var ends)) _seen[(fault, moment)] = ends = [];
            ends.Add(end);
        }

        var around = File.ReadAllLines(_file);
        var before = around.TakeWhile(l => !l.StartsWith('|'));
        var after = around.Reverse().TakeWhile(l => !l.StartsWith('|')).Reverse();
        File.WriteAllLines(_file, [.. before, .. Lines(), .. after]);
    }

    private IEnumerable<string> Lines()
    {
        yield return new StringBuilder(Head).Append("may end as | ").AppendJoin(" | ", Moments).Append(" |").ToString();
        yield return "|" + string.Concat(Enumerable.Repeat("---|", Moment.All.Count + 2));
        foreach (var fault in Fault.All)
            yield return new StringBuilder("| ").Append(fault.Name).Append(" | ").Append(May(fault)).Append(" | ").AppendJoin(" | ", Moments.Select(m => string.Join(Or, _seen.GetValueOrDefault((fault.Name, m)) ?? []))).Append(" |").ToString();
    }

    private static string May(Fault fault) => string.Join(Or, [Fault.Answered, .. fault.Ends.Select(e => $"`{e.WireName()}`")]);
}
