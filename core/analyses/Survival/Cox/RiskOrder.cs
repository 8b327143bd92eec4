namespace FedOnco.Analyses.Survival.Cox;

/// <summary>Rows by stratum and decreasing end of follow-up, and by stratum and decreasing entry.</summary>
internal sealed record RiskOrder(int[] Strata, int[] ByStop, int[] ByStart)
{
    public static RiskOrder Of(CoxSiteData data, int[] strata)
    {
        int[] rows = [.. Enumerable.Range(0, data.Rows)];
        return new RiskOrder(
            strata,
            [.. rows.OrderBy(i => strata[i]).ThenByDescending(i => data.Stop[i])],
            data.Start is null ? [] : [.. rows.OrderBy(i => strata[i]).ThenByDescending(i => data.Start[i])]);
    }
}
