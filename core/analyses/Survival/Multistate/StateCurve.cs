namespace FedOnco.Analyses.Survival.Multistate;

/// <summary>State probabilities of one group at the times that occur (Aalen and Johansen): p' = p H with H_ab = moves from a to b over those at risk in a.</summary>
internal sealed class StateCurve
{
    private StateCurve(int states, int length)
    {
        States = states;
        Times = new int[length];
        Risk = new double[length * states];
        Moves = new double[length * states * states];
        Censored = new double[length];
        Estimate = new double[length * states];
        Steps = new double[Moves.Length];
        Start = new double[states];
    }

    public int States { get; }

    /// <summary>Indices on the lattice.</summary>
    public int[] Times { get; }

    /// <summary>times x states, just before each time.</summary>
    public double[] Risk { get; }

    /// <summary>times x from x to.</summary>
    public double[] Moves { get; }

    public double[] Censored { get; }

    /// <summary>times x states.</summary>
    public double[] Estimate { get; }

    /// <summary>Distribution over states of those at risk at the first event.</summary>
    public double[] Start { get; }

    /// <summary>Probability of the states just before time t.</summary>
    public ReadOnlySpan<double> Before(int t) => t == 0 ? Start : Estimate.AsSpan((t - 1) * States, States);

    /// <summary>H of each time, from x to: probability that one in a state is in another after it.</summary>
    public double[] Steps { get; }

    /// <param name="moves">from x to x times.</param>
    /// <param name="entries">states x times; all zero where everybody is at risk from the start.</param>
    /// <param name="ends">states x times.</param>
    /// <param name="censored">By time.</param>
    /// <param name="delayed">Whether entries count.</param>
    public static StateCurve Of(ReadOnlySpan<double> moves, ReadOnlySpan<double> entries, ReadOnlySpan<double> ends, ReadOnlySpan<double> censored, bool delayed)
    {
        int cells = censored.Length, states = ends.Length / cells;
        var times = new List<int>();
        for (var t = 0; t < cells; t++)
        {
            var any = censored[t];
            for (var m = 0; m < states * states; m++) any += moves[(m * cells) + t];
            if (any > 0) times.Add(t);
        }

        var curve = new StateCurve(states, times.Count);
        curve.Fill(times, moves, entries, ends, censored, delayed);
        return curve;
    }

    private void Fill(List<int> times, ReadOnlySpan<double> moves, ReadOnlySpan<double> entries, ReadOnlySpan<double> ends, ReadOnlySpan<double> censored, bool delayed)
    {
        var cells = censored.Length;
        var risk = new double[States];
        for (var a = 0; a < States && !delayed; a++)
        {
            for (var t = 0; t < cells; t++) risk[a] += ends[(a * cells) + t];
        }

        int next = 0, first = -1;
        for (var t = 0; t < cells; t++)
        {
            for (var a = 0; a < States && delayed && t > 0; a++) risk[a] += entries[(a * cells) + t - 1];
            if (next < times.Count && times[next] == t)
            {
                Times[next] = t;
                Censored[next] = censored[t];
                double moved = 0;
                for (var a = 0; a < States; a++)
                {
                    Risk[(next * States) + a] = risk[a];
                    for (var b = 0; b < States; b++) moved += Moves[(((next * States) + a) * States) + b] = moves[(((a * States) + b) * cells) + t];
                }

                if (first < 0 && (moved > 0 || next == times.Count - 1)) first = next;
                next++;
            }

            for (var a = 0; a < States; a++) risk[a] -= ends[(a * cells) + t];
        }

        if (first >= 0) Begin(first);
        for (var t = 0; t < Times.Length; t++) Advance(t);
    }

    private void Begin(int first)
    {
        double all = 0;
        for (var a = 0; a < States; a++) all += Risk[(first * States) + a];
        for (var a = 0; a < States; a++) Start[a] = Risk[(first * States) + a] / all;
    }

    private void Advance(int t)
    {
        var before = Before(t);
        for (var a = 0; a < States; a++)
        {
            var row = ((t * States) + a) * States;
            var risk = Risk[(t * States) + a];
            Steps[row + a] = 1;
            for (var b = 0; b < States && risk > 0; b++)
            {
                if (b == a) continue;
                Steps[row + b] = Moves[row + b] / risk;
                Steps[row + a] -= Steps[row + b];
            }

            for (var b = 0; b < States; b++) Estimate[(t * States) + b] += before[a] * Steps[row + b];
        }
    }
}
