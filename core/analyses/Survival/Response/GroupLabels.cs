using FedOnco.Analyses.Frames;

namespace FedOnco.Analyses.Survival.Response;

/// <summary>Combinations of used levels with R's labels: "sex=1", "rx=Lev, sex=female" (later ones padded to one width).</summary>
internal sealed class GroupLabels
{
    private readonly (ModelVariable Variable, int[] Used)[] _factors;

    public GroupLabels(IEnumerable<ModelVariable> factors, ModelFrame frame) =>
        _factors = [.. factors.Select(f => (f, frame.UsedLevels(f).ToArray()))];

    /// <summary>Number of combinations; 1 without factors.</summary>
    public double Count => _factors.Aggregate(1.0, (n, f) => n * f.Used.Length);

    public bool Any => _factors.Length > 0;

    /// <summary>Group of each complete case at a site; the first factor varies slowest.</summary>
    public int[] Assign(SiteFrame site)
    {
        var groups = new int[site.Rows];
        foreach (var (variable, used) in _factors)
        {
            var position = new int[variable.Levels.Count];
            for (var i = 0; i < used.Length; i++) position[used[i]] = i;
            var values = site.Values(variable.Columns[0]);
            for (var i = 0; i < groups.Length; i++) groups[i] = (groups[i] * used.Length) + position[(int)values[i]];
        }

        return groups;
    }

    public string Label(int group)
    {
        var parts = new string[_factors.Length];
        for (var f = _factors.Length - 1; f >= 0; f--)
        {
            var (variable, used) = _factors[f];
            var level = variable.Levels[used[group % used.Length]];
            var width = f == 0 ? 0 : used.Max(u => variable.Levels[u].Length);
            parts[f] = $"{variable.Text}={level.PadRight(width)}";
            group /= used.Length;
        }

        return string.Join(", ", parts);
    }
}
