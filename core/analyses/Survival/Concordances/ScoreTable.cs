using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Survival.Concordances;

/// <summary>The pairs of a table by event time and bin, and what every patient's part in them is made of.</summary>
internal sealed class ScoreTable
{
    private ScoreTable(int cells, int times)
    {
        AsEvent = new double[cells];
        AsOther = new double[cells];
        OthersAt = new double[times];
        DeathsUpTo = new double[times];
    }

    public double Concordant { get; private set; }

    public double Discordant { get; private set; }

    /// <summary>Comparable pairs within one bin.</summary>
    public double TiedScore { get; private set; }

    /// <summary>Pairs that die at one time, in different bins.</summary>
    public double TiedTime { get; private set; }

    public double TiedBoth { get; private set; }

    public double Pairs => Concordant + Discordant + TiedScore;

    /// <summary>Weight that a death at a time in a bin outlives it with a lower score, ties half.</summary>
    public double[] AsEvent { get; }

    /// <summary>Weight of deaths with a higher score up to a time in the stratum, ties half.</summary>
    public double[] AsOther { get; }

    /// <summary>Weight at risk and not dying at a time.</summary>
    public double[] OthersAt { get; }

    /// <summary>Weight of deaths up to a time in the stratum.</summary>
    public double[] DeathsUpTo { get; }

    /// <param name="step">What was summed.</param>
    /// <param name="total">Its total.</param>
    /// <param name="timeWeights">What the pairs of a death count by event time; null for 1.</param>
    public static ScoreTable Of(ScoreTableStep step, Total total, double[]? timeWeights = null)
    {
        int bins = step.Bins.Count, times = step.Times.Slots.Length;
        var table = new ScoreTable(bins * times, times);
        var squares = step.Model.Question.Weights is null ? total.Block("events") : total.Block("squares");
        for (var t = 0; t < times; t++)
        {
            var continues = t > 0 && step.Times.Slots[t] / step.Times.Cells == step.Times.Slots[t - 1] / step.Times.Cells;
            table.Take(t, bins, total.Block("risk").Slice(t * bins, bins), total.Block("events").Slice(t * bins, bins), squares.Slice(t * bins, bins), continues, timeWeights?[t] ?? 1);
        }

        return table;
    }

    private void Take(int t, int bins, ReadOnlySpan<double> risk, ReadOnlySpan<double> events, ReadOnlySpan<double> squares, bool continues, double count)
    {
        double others = 0, deaths = 0, square = 0, within = 0;
        for (var b = 0; b < bins; b++)
        {
            others += risk[b] - events[b];
            deaths += events[b];
            square += squares[b];
            within += ((events[b] * events[b]) - squares[b]) / 2;
        }

        TiedBoth += count * within;
        TiedTime += count * ((((deaths * deaths) - square) / 2) - within);
        OthersAt[t] = count * others;
        DeathsUpTo[t] = (count * deaths) + (continues ? DeathsUpTo[t - 1] : 0);
        double below = 0, deathsBelow = 0;
        for (var b = 0; b < bins; b++)
        {
            var cell = (t * bins) + b;
            double here = risk[b] - events[b], above = others - below - here;
            Concordant += count * events[b] * below;
            Discordant += count * events[b] * above;
            TiedScore += count * events[b] * here;
            AsEvent[cell] = count * (below + (here / 2));
            AsOther[cell] = (count * (deaths - deathsBelow - (events[b] / 2))) + (continues ? AsOther[cell - bins] : 0);
            below += here;
            deathsBelow += events[b];
        }
    }
}
