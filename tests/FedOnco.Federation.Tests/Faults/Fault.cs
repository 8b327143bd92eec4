using FedOnco.Protos;

namespace FedOnco.Federation.Tests.Faults;

/// <summary>What goes wrong, how it is mended, and how a run may end.</summary>
/// <param name="Name">For the table.</param>
/// <param name="Strike">Makes it go wrong.</param>
/// <param name="Mend">Puts it right.</param>
/// <param name="Lasts">How long it lasts; null where it is put right only after the run has ended.</param>
/// <param name="Ends">Reasons for which the run may end instead of answering; none where it must answer.</param>
internal sealed record Fault(string Name, Func<FaultScene, Task> Strike, Func<FaultScene, Task> Mend, TimeSpan? Lasts, params ErrorReason[] Ends)
{
    /// <summary>The end that every fault allows: it may have come too late to matter.</summary>
    public const string Answered = "right answer";

    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1.5);

    /// <summary>Name of the state at which it strikes where not every state is tried.</summary>
    public required string At { get; init; }

    /// <summary>Before the run is submitted.</summary>
    public Func<FaultScene, Task> Prepare { get; init; } = _ => Task.CompletedTask;

    /// <summary>Whether this machine can do it.</summary>
    public Func<FaultScene, bool> IsPossible { get; init; } = _ => true;

    /// <summary>The coordinator keeps its state in PostgreSQL.</summary>
    public bool IsOfPostgres { get; init; }

    /// <summary>The coordinator cannot be asked before it is mended.</summary>
    public bool IsOfCoordinator { get; init; }

    /// <summary>The centres notice it and refuse each other from now on, until people have talked.</summary>
    public bool IsForGood { get; init; }

    /// <summary>The run may not end otherwise.</summary>
    public bool MustAnswer => Ends.Length == 0;

    public static readonly IReadOnlyList<Fault> All =
    [
        new("agent killed (SIGKILL) and started again", s => Do(s.KillAgent), s => s.StartAgentAsync(), TimeSpan.Zero) { At = "submitted" },
        new("agent stopped (SIGSTOP) for 1.5 s", s => Do(() => s.SignalAgent("STOP")), s => Do(() => s.SignalAgent("CONT")), Short) { At = "contract" },
        new("agent stopped for good", s => Do(() => s.SignalAgent("STOP")), s => Do(() => s.SignalAgent("CONT")), null, ErrorReason.SiteLost) { At = "preflight" },
        new("coordinator killed and started again", s => Do(s.KillCoordinator), s => s.StartCoordinatorAsync(), TimeSpan.Zero) { IsOfCoordinator = true, At = "tally" },
        new("coordinator stopped for 1.5 s", s => Do(() => s.SignalCoordinator("STOP")), s => Do(() => s.SignalCoordinator("CONT")), Short) { IsOfCoordinator = true, At = "done" },
        new("coordinator restarted (orderly)", s => s.StartCoordinatorAsync(), _ => Task.CompletedTask, TimeSpan.Zero) { IsOfCoordinator = true, At = "training, between rounds" },
        new("network cut for 1.5 s", s => Do(s.Line.Cut), s => Do(s.Line.Mend), Short) { At = "submitted" },
        new("network cut for good", s => Do(s.Line.Cut), s => Do(s.Line.Mend), null, ErrorReason.SiteLost) { At = "contract" },
        new("line half-open for 1.5 s", s => Do(s.Line.HalfOpen), s => Do(s.Line.Mend), Short) { At = "preflight" },
        new("line half-open for good", s => Do(s.Line.HalfOpen), s => Do(s.Line.Mend), null, ErrorReason.SiteLost) { At = "tally" },
        new("latency of 300 ms each way", s => Do(() => s.Line.Latency = TimeSpan.FromSeconds(0.3)), s => Do(s.Line.Mend), null) { At = "done" },
        new("line that stalls every third packet", s => Do(() => s.Line.Stalls = true), s => Do(s.Line.Mend), null) { At = "training, between rounds" },
        new("agent's disk full", s => Do(s.AgentDisk!.Fill), s => Do(s.AgentDisk!.Free), null, ErrorReason.StateUnwritable, ErrorReason.SiteLost) { IsPossible = s => s.AgentDisk is not null, At = "submitted" },
        new("agent's disk read-only", s => Do(s.AgentDisk!.MakeReadOnly), s => s.RepairAgentDiskAsync(), null, ErrorReason.StateUnwritable, ErrorReason.SiteLost) { IsPossible = s => s.AgentDisk is not null, At = "contract" },
        new("coordinator's disk full", s => Do(s.CoordinatorDisk!.Fill), s => Restarted(s, s.CoordinatorDisk!.Free), null, ErrorReason.StateUnwritable) { IsOfCoordinator = true, IsPossible = s => s.CoordinatorDisk is not null, At = "preflight" },
        new("coordinator's disk read-only", s => Do(s.CoordinatorDisk!.MakeReadOnly), s => s.RepairCoordinatorDiskAsync(), null, ErrorReason.StateUnwritable) { IsOfCoordinator = true, IsPossible = s => s.CoordinatorDisk is not null, At = "tally" },
        new("agent's database locked for 1.5 s", s => Do(s.LockAgent), s => Do(s.Unlock), Short) { At = "done" },
        new("agent's database locked for good", s => Do(s.LockAgent), s => Do(s.Unlock), null, ErrorReason.StateUnwritable, ErrorReason.SiteLost) { At = "training, between rounds" },
        new("coordinator's database locked for 1.5 s", s => Do(s.LockCoordinator), s => Do(s.Unlock), Short) { At = "submitted" },
        new("coordinator's database locked for good", s => Do(s.LockCoordinator), s => Restarted(s, s.Unlock), null, ErrorReason.StateUnwritable) { IsOfCoordinator = true, At = "contract" },
        new("PostgreSQL restarted (orderly)", s => Do(() => s.Postgres!.Stop()), s => Do(s.Postgres!.Start), TimeSpan.Zero) { IsOfPostgres = true, At = "tally" },
        new("PostgreSQL killed and started again", s => Do(() => s.Postgres!.Stop("immediate")), s => Do(s.Postgres!.Start), Short) { IsOfPostgres = true, At = "training, between rounds" },
        new("PostgreSQL stopped for good", s => Do(() => s.Postgres!.Stop()), s => Restarted(s, s.Postgres!.Start), null, ErrorReason.StateUnwritable) { IsOfPostgres = true, IsOfCoordinator = true, At = "preflight" },
        new("line to PostgreSQL half-open for 1.5 s", s => Do(s.PostgresLine!.HalfOpen), s => Do(s.PostgresLine!.Mend), Short) { IsOfPostgres = true, At = "contract" },
        new("line to PostgreSQL half-open for good", s => Do(s.PostgresLine!.HalfOpen), s => Restarted(s, s.PostgresLine!.Mend), null, ErrorReason.StateUnwritable) { IsOfPostgres = true, IsOfCoordinator = true, At = "tally" },
        new("PostgreSQL's disk full", s => Do(s.PostgresDisk!.Fill), s => s.RepairPostgresAsync(), null, ErrorReason.StateUnwritable) { IsOfPostgres = true, IsOfCoordinator = true, IsPossible = s => s.PostgresDisk is not null, At = "training, between rounds" },
        new("coordinator killed and started again, state in PostgreSQL", s => Do(s.KillCoordinator), s => s.StartCoordinatorAsync(), TimeSpan.Zero) { IsOfPostgres = true, IsOfCoordinator = true, At = "preflight" },
        new("coordinator's clock jumps two days ahead", s => s.Clock.SetAsync("+2d"), s => s.StartCoordinatorAsync(), null, ErrorReason.Protocol) { Prepare = s => s.WithClockAsync(), IsPossible = _ => FakeClock.Exists, IsOfCoordinator = true, At = "done" },
        new("agent's clock jumps two days ahead", s => s.Clock.SetAsync("+2d"), s => s.Clock.SetAsync("+0"), null, ErrorReason.Policy) { Prepare = s => s.WithAgentClockAsync(), IsPossible = _ => FakeClock.Exists, At = "preflight" },
        new("agent's clock jumps two days back", s => s.Clock.SetAsync("-2d"), s => s.Clock.SetAsync("+0"), null, ErrorReason.Policy) { Prepare = s => s.WithAgentClockAsync(), IsPossible = _ => FakeClock.Exists, At = "tally" },
        new("certificate expired", s => s.ExpireAsync(), s => s.EnrolAgainAsync(), null, ErrorReason.SiteLost) { At = "training, between rounds" },
        new("certificate revoked", s => s.RevokeAsync(), s => s.EnrolAgainAsync(), null, ErrorReason.SiteLost) { At = "submitted" },
        new("line leads to a wrong coordinator", s => s.LeadAstrayAsync(), s => s.LeadBackAsync(), null, ErrorReason.SiteLost) { At = "contract" },
        new("second agent with a copied key", s => s.StartCopyAsync(), s => s.StopOtherAsync(), null, ErrorReason.SiteLost, ErrorReason.LedgerRolledBack, ErrorReason.HistoryDiffers) { IsForGood = true, At = "preflight" },
    ];

    private static Task Do(Action act)
    {
        act();
        return Task.CompletedTask;
    }

    private static Task Restarted(FaultScene scene, Action mend)
    {
        mend();
        return scene.StartCoordinatorAsync();
    }
}
