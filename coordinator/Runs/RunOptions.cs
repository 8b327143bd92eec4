using FedOnco.Coordinator.Oidc;

namespace FedOnco.Coordinator.Runs;

/// <summary>Deadlines of runs, and who else vouches for the people who ask for them.</summary>
internal sealed record RunOptions
{
    /// <summary>How long a run waits for a site that is not connected.</summary>
    public TimeSpan SiteWait { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a run that is under way waits for a site that was cut off.</summary>
    public TimeSpan ResumeWait { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>How long a run waits for the next message of its sites.</summary>
    public TimeSpan StageDeadline { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>An identity provider whose tokens are taken beside API tokens; null for none.</summary>
    public OidcOptions? Oidc { get; init; }

    /// <summary>Calls of one person.</summary>
    public Rate PersonRuns { get; init; } = new(1000, 50);

    /// <summary>Calls of all people of one study.</summary>
    public Rate StudyRuns { get; init; } = new(2000, 200);

    /// <summary>How long a contract is good: a run that was cut can be resumed until then.</summary>
    public TimeSpan ContractLifetime { get; init; } = TimeSpan.FromDays(1);
}
