using FedOnco.Coordinator.Oidc;
using FedOnco.Protos;

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

    /// <summary>Collector that metrics and traces are sent to by OTLP; null for none.</summary>
    public Uri? Otlp { get; init; }

    /// <summary>Calls of one person.</summary>
    public Rate PersonRuns { get; init; } = new(1000, 50);

    /// <summary>Calls of all people of one study.</summary>
    public Rate StudyRuns { get; init; } = new(2000, 200);

    /// <summary>How long a contract is good: a run that was cut can be resumed until then.</summary>
    public TimeSpan ContractLifetime { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Runs that are with the sites at a time, the others wait in order; an agent takes 64.</summary>
    public int RunsAtOnce { get; init; } = 32;

    /// <summary>Open runs of all people together, those that wait included; more are refused.</summary>
    public int MostOpen { get; init; } = 4_000;

    /// <summary>Open runs of one person, those that wait included; more are refused.</summary>
    public int MostOpenOfPerson { get; init; } = 1_000;

    /// <exception cref="FedOncoException">WrongArgument with every bound that is out of its range.</exception>
    public RunOptions Checked()
    {
        var faults = new List<string>();
        if (RunsAtOnce is < 1 or > 64) faults.Add("--runs-at-once is 1 to 64: an agent takes no more.");
        if (MostOpen is < 1 or > 100_000) faults.Add("--most-runs is 1 to 100000.");
        if (MostOpenOfPerson is < 1 or > 100_000) faults.Add("--most-runs-of-person is 1 to 100000.");
        return faults.Count == 0 ? this : throw new FedOncoException(ErrorReason.WrongArgument, string.Join("\n", faults));
    }
}
