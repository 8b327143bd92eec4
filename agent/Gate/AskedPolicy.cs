namespace FedOnco.Agent.Gate;

/// <summary>What policy.yaml says of who asks what, and who decides: the gate and `policy explain` read it here, so that they cannot differ.</summary>
internal static class AskedPolicy
{
    /// <summary>Why the lists do not allow a call; empty where they do.</summary>
    /// <param name="policy">Of this site.</param>
    /// <param name="site">Its id.</param>
    /// <param name="study">Study of the call.</param>
    /// <param name="person">Who asks; null where anybody is meant.</param>
    /// <param name="analysis">Name of the call's function.</param>
    public static IEnumerable<string> Refusals(Policy policy, string site, string study, string? person, string analysis)
    {
        if (!Policy.Allows(policy.Studies, study)) yield return $"The policy of {site} does not allow study {study}.";
        if (person is not null && !Policy.Allows(policy.People, person)) yield return $"The policy of {site} does not allow {person}.";
        if (!Policy.Allows(policy.Analyses, analysis)) yield return $"The policy of {site} does not allow {analysis}().";
    }

    /// <summary>Whether disclosure control refused so many calls of a study that this site's IT looks at each.</summary>
    public static bool IsOften(Policy policy, int refusals) => !policy.IsOpen && refusals >= policy.MostRefusals;

    /// <summary>When this site's IT is asked about a call.</summary>
    /// <param name="policy">Of this site.</param>
    /// <param name="analysis">Name of the call's function.</param>
    /// <param name="refusals">Calls of the study that disclosure control refused since its IT looked last.</param>
    public static Approval ApprovalOf(Policy policy, string analysis, int refusals) => IsOften(policy, refusals) ? Approval.Always : policy.ApprovalOf.GetValueOrDefault(analysis, policy.Approval);
}
