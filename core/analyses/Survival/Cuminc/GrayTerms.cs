namespace FedOnco.Analyses.Survival.Cuminc;

/// <summary>Gray's scores and covariances of every cause.</summary>
/// <param name="Score">states x groups.</param>
/// <param name="Variance">states x groups x groups.</param>
internal sealed record GrayTerms(double[] Score, double[] Variance)
{
    /// <summary>Counts are strata x groups x states x times, censorings strata x groups x times.</summary>
    public static GrayTerms Of(ReadOnlySpan<double> events, ReadOnlySpan<double> censored, int groups, int strata, int states, double rho)
    {
        var terms = new GrayTerms(new double[states * groups], new double[states * groups * groups]);
        int length = events.Length / strata, shorter = censored.Length / strata;
        for (var cause = 0; cause < states; cause++)
        {
            var test = new GrayTest(groups, rho);
            for (var s = 0; s < strata; s++) test.Add(events.Slice(s * length, length), censored.Slice(s * shorter, shorter), states, cause);
            test.Score.CopyTo(terms.Score, cause * groups);
            test.Variance.CopyTo(terms.Variance, cause * groups * groups);
        }

        return terms;
    }
}
