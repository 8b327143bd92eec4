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
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1.5);

    /// <summary>Before the run is submitted.</summary>
    public Func<FaultScene, Task> Prepare { get; init; } = _ => Task.CompletedTask;

    /// <summary>Whether this machine can do it.</summary>
    public Func<FaultScene, bool> IsPossible { get; init; } = _ => true;

    /// <summary>The coordinator cannot be asked before it is mended.</summary>
    public bool IsOfCoordinator { get; init; }

    /// <summary>The centres notice it and refuse each other from now on, until people have talked.</summary>
    public bool IsForGood { get; init; }

    public static readonly IReadOnlyList<Fault> All =
    [
        new("agent killed (SIGKILL) and started again", s => Do(s.KillAgent), s => s.StartAgentAsync(), TimeSpan.Zero),
        new("agent stopped (SIGSTOP) for 1.5 s", s => Do(() => s.SignalAgent("STOP")), s => Do(() => s.SignalAgent("CONT")), Short),
        new("agent stopped for good", s => Do(() => s.SignalAgent("STOP")), s => Do(() => s.SignalAgent("CONT")), null, ErrorReason.SiteLost),
        new("coordinator killed and started again", s => Do(s.KillCoordinator), s => s.StartCoordinatorAsync(), TimeSpan.Zero) { IsOfCoordinator = true },
        new("coordinator stopped for 1.5 s", s => Do(() => s.SignalCoordinator("STOP")), s => Do(() => s.SignalCoordinator("CONT")), Short) { IsOfCoordinator = true },
        new("coordinator restarted (orderly)", s => s.StartCoordinatorAsync(), _ => Task.CompletedTask, TimeSpan.Zero) { IsOfCoordinator = true },
        new("network cut for 1.5 s", s => Do(s.Line.Cut), s => Do(s.Line.Mend), Short),
        new("network cut for good", s => Do(s.Line.Cut), s => Do(s.Line.Mend), null, ErrorReason.SiteLost),
        new("line half-open for 1.5 s", s => Do(s.Line.HalfOpen), s => Do(s.Line.Mend), Short),
        new("line half-open for good", s => Do(s.Line.HalfOpen), s => Do(s.Line.Mend), null, ErrorReason.SiteLost),
        new("latency of 300 ms each way", s => Do(() => s.Line.Latency = TimeSpan.FromSeconds(0.3)), s => Do(s.Line.Mend), null),
        new("line that stalls every third packet", s => Do(() => s.Line.Stalls = true), s => Do(s.Line.Mend), null),
        new("agent's disk full", s => Do(s.AgentDisk!.Fill), s => Do(s.AgentDisk!.Free), null, ErrorReason.StateUnwritable, ErrorReason.SiteLost) { IsPossible = s => s.AgentDisk is not null },
        new("agent's disk read-only", s => Do(s.AgentDisk!.MakeReadOnly), s => s.RepairAgentDiskAsync(), null, ErrorReason.StateUnwritable, ErrorReason.SiteLost) { IsPossible = s => s.AgentDisk is not null },
        new("coordinator's disk full", s => Do(s.CoordinatorDisk!.Fill), s => Restarted(s, s.CoordinatorDisk!.Free), null, ErrorReason.StateUnwritable) { IsPossible = s => s.CoordinatorDisk is not null },
        new("coordinator's disk read-only", s => Do(s.CoordinatorDisk!.MakeReadOnly), s => s.RepairCoordinatorDiskAsync(), null, ErrorReason.StateUnwritable) { IsPossible = s => s.CoordinatorDisk is not null },
        new("agent's database locked for 1.5 s", s => Do(s.LockAgent), s => Do(s.Unlock), Short),
        new("agent's database locked for good", s => Do(s.LockAgent), s => Do(s.Unlock), null, ErrorReason.StateUnwritable, ErrorReason.SiteLost),
        new("coordinator's database locked for 1.5 s", s => Do(s.LockCoordinator), s => Do(s.Unlock), Short),
        new("coordinator's database locked for good", s => Do(s.LockCoordinator), s => Restarted(s, s.Unlock), null, ErrorReason.StateUnwritable),
        new("agent's clock jumps two days back", s => s.SetClockAsync("-2d"), s => s.StartAgentAsync(), null, ErrorReason.Protocol) { Prepare = s => s.WithClockAsync(agent: true), IsPossible = s => s.HasClock },
        new("coordinator's clock jumps two days ahead", s => s.SetClockAsync("+2d"), s => s.StartCoordinatorAsync(), null, ErrorReason.Protocol) { Prepare = s => s.WithClockAsync(agent: false), IsPossible = s => s.HasClock, IsOfCoordinator = true },
        new("certificate expired", s => s.ExpireAsync(), s => s.EnrolAgainAsync(), null, ErrorReason.SiteLost),
        new("certificate revoked", s => s.RevokeAsync(), s => s.EnrolAgainAsync(), null, ErrorReason.SiteLost),
        new("line leads to a wrong coordinator", s => s.LeadAstrayAsync(), s => s.LeadBackAsync(), null, ErrorReason.SiteLost),
        new("second agent with a copied key", s => s.StartCopyAsync(), s => s.StopOtherAsync(), null, ErrorReason.SiteLost, ErrorReason.LedgerRolledBack, ErrorReason.HistoryDiffers) { IsForGood = true },
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
