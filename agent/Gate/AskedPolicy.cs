namespace FedOnco.Agent.Gate;

/// <summary>What the lists of policy.yaml say of who asks what: the gate and `policy explain` read it here, so that they cannot differ.</summary>
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
}
