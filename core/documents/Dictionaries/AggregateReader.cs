using System.Globalization;
using FedOnco.Documents.Yaml;
using FedOnco.Protos;

namespace FedOnco.Documents.Dictionaries;

/// <summary>The aggregate of a variable: <c>{of: mutations, take: any, where: {gene: TP53}}</c>.</summary>
internal static class AggregateReader
{
    private static readonly Dictionary<string, AggregateFunction> Functions = new(StringComparer.Ordinal)
    {
        ["any"] = AggregateFunction.Any,
        ["count"] = AggregateFunction.Count,
        ["first"] = AggregateFunction.First,
        ["last"] = AggregateFunction.Last,
        ["min"] = AggregateFunction.Min,
        ["max"] = AggregateFunction.Max,
        ["mean"] = AggregateFunction.Mean,
    };

    public static string NameOf(AggregateFunction function) => Functions.First(f => f.Value == function).Key;

    public static Aggregate Read(StrictMap map)
    {
        var aggregate = new Aggregate
        {
            Dataset = map.Text("of", required: true),
            Function = map.Choice("take", Functions, AggregateFunction.Unspecified),
            Variable = map.Text("value"),
            Time = map.Text("time"),
            Origin = map.Text("origin"),
        };
        if (aggregate.Function == AggregateFunction.Unspecified && !map.Has("take")) map.Fault($"take is missing: one of {string.Join(", ", Functions.Keys)}.");
        foreach (var (variable, levels) in map.Map("where")?.ListEntries() ?? [])
        {
            var part = new LevelsOfVariable { Variable = variable };
            part.Levels.AddRange(levels);
            aggregate.Where.Add(part);
        }

        if (map.Has("window")) ReadWindow(aggregate, map);
        map.RequireNoOthers();
        return aggregate;
    }

    private static void ReadWindow(Aggregate aggregate, StrictMap map)
    {
        var days = map.Texts("window").Select(t => double.TryParse(t, NumberStyles.Float, CultureInfo.InvariantCulture, out var day) && double.IsFinite(day) ? day : double.NaN).ToList();
        if (days is [var from, var to] && from <= to) (aggregate.FromDay, aggregate.ToDay) = (from, to);
        else map.Fault("window", "two numbers of days are needed, as in [-30, 90].");
    }
}
