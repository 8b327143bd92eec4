using FedOnco.Analyses.Survival.Survdiff;

namespace FedOnco.Analyses.Survival.PairwiseSurvdiff;

/// <summary>The log-rank test of every pair of groups on the patients of the two, summed over strata.</summary>
/// <param name="Patients">By group.</param>
/// <param name="Difference">Observed less expected of a pair's first group; pairs (0, 1), (0, 2), (1, 2), (0, 3), ...</param>
/// <param name="Variance">Of the difference.</param>
internal sealed record PairTests(double[] Patients, double[] Difference, double[] Variance)
{
    public static int Pairs(int groups) => groups * (groups - 1) / 2;

    public static int IndexOf(int first, int second) => (second * (second - 1) / 2) + first;

    /// <summary>Counts are strata x groups x times.</summary>
    public static PairTests Of(ReadOnlySpan<double> events, ReadOnlySpan<double> censored, int groups, int strata, double rho)
    {
        var tests = new PairTests(new double[groups], new double[Pairs(groups)], new double[Pairs(groups)]);
        var times = events.Length / groups / strata;
        double[] d = new double[2 * times], c = new double[2 * times];
        for (var second = 1; second < groups; second++)
        {
            for (var first = 0; first < second; first++)
            {
                var test = new LogRank(2);
                for (var s = 0; s < strata; s++)
                {
                    Copy(events, d, (s * groups) + first, (s * groups) + second, times);
                    Copy(censored, c, (s * groups) + first, (s * groups) + second, times);
                    test.Add(d, c, rho);
                }

                var pair = IndexOf(first, second);
                tests.Patients[first] = test.N[0];
                tests.Patients[second] = test.N[1];
                tests.Difference[pair] = test.Observed[0] - test.Expected[0];
                tests.Variance[pair] = test.Variance[0];
            }
        }

        return tests;
    }

    private static void Copy(ReadOnlySpan<double> from, double[] to, int first, int second, int times)
    {
        from.Slice(first * times, times).CopyTo(to.AsSpan(0, times));
        from.Slice(second * times, times).CopyTo(to.AsSpan(times, times));
    }
}
