using System.Collections.Concurrent;
using System.Globalization;
using FedOnco.Agent.Tests.Engines;
using FedOnco.Client;
using FedOnco.Protos;

namespace FedOnco.Federation.Tests.Faults;

/// <summary>
/// Every fault at the states of a query and of a training, over real processes: the answer of an undisturbed federation to the last bit, or
/// an end that has a name, in time; the answer once mended; and no run, sum or end twice in the log.
/// </summary>
/// <remarks>
/// Every fault at one state; with FEDONCO_LONG=1 every fault at every state. FEDONCO_RECORD=1 writes the table of docs/reliability.md,
/// FEDONCO_FAULT=WORDS takes the faults whose name holds the words.
/// </remarks>
public sealed class FaultMatrixTests
{
    /// <summary>20 s between two pings of a quiet line and 10 s for the answer, twice.</summary>
    private static readonly TimeSpan TwoHeartbeats = TimeSpan.FromSeconds(60);

    /// <summary>Seconds that a run waits where it has to go on, however long a slow machine takes to start a process again; and where it has to end.</summary>
    private const int Patient = 60, Hasty = 10;

    private const int Lanes = 3;

    private static readonly bool IsLong = Environment.GetEnvironmentVariable("FEDONCO_LONG") == "1";
    private static readonly bool IsRecording = Environment.GetEnvironmentVariable("FEDONCO_RECORD") == "1";
    private static readonly string Wanted = Environment.GetEnvironmentVariable("FEDONCO_FAULT") ?? "";

    private static readonly Dictionary<string, string> Data = Enumerable.Range(0, 3).ToDictionary(s => $"s{s}", Rows);

    private readonly ConcurrentQueue<(string Fault, string Moment, string End)> _seen = [];
    private readonly ConcurrentQueue<string> _wrong = [];
    private int _number;

    [Fact]
    public async Task Run_EveryFault_AnswersOrEndsByName()
    {
        var rows = Fault.All.SelectMany(f => Moment.All.Where(m => IsLong || m.Name == f.At).Select(m => (Fault: f, Moment: m))).Where(r => r.Fault.Name.Contains(Wanted, StringComparison.Ordinal)).ToList();
        await Task.WhenAll(Enumerable.Range(0, Lanes).Select(lane => PlayAsync([.. rows.Where((_, i) => i % Lanes == lane)])));
        var table = ReliabilityTable.Read(Path.Combine(SiteItPagesTests.Root(AppContext.BaseDirectory), "docs", "reliability.md"));
        if (IsRecording) table.Record(_seen);
        else Assert.True(table.IsComplete(), "docs/reliability.md does not say of each fault how a run may end: FEDONCO_RECORD=1 writes it.");
        Assert.True(_wrong.IsEmpty, string.Join("\n", _wrong));
    }

    /// <summary>The coordinator or an agent killed at a state of a training, with FEDONCO_LONG=1 at each: it goes on to the same model, bit by bit.</summary>
    [Fact]
    public async Task Train_KilledAtEveryState_EndsInTheSameModel()
    {
        var kills = Fault.All.Where(f => f.Name.Contains("killed", StringComparison.Ordinal) && !f.IsOfPostgres).ToList();
        var moments = Moment.OfTraining.Where(m => IsLong || m.Name == "training, inputs prepared").ToList();
        await Task.WhenAll(kills.Select(f => PlayAsync([.. moments.Select(m => (f, m))])));
        Assert.Equal(kills.Count * moments.Count, _seen.Count(s => s.End == Fault.Answered));
        Assert.True(_wrong.IsEmpty, string.Join("\n", _wrong));
    }

    private async Task PlayAsync(IReadOnlyList<(Fault Fault, Moment Moment)> rows)
    {
        foreach (var isOnPostgres in new[] { false, true })
        {
            var same = rows.Where(r => r.Fault.IsOfPostgres == isOnPostgres).ToList();
            if (isOnPostgres && same.Count > 0 && !PostgresServer.IsInstalled)
            {
                TestContext.Current.AddWarning($"{string.Join(", ", same.Select(r => r.Fault.Name).Distinct())}: left out, PostgreSQL is not installed here");
                continue;
            }

            await PlayAsync(same.Where(r => !r.Fault.MustAnswer).OrderBy(r => r.Fault.IsForGood), Hasty, isOnPostgres);
            await PlayAsync(same.Where(r => r.Fault.MustAnswer), Patient, isOnPostgres);
        }
    }

    private async Task PlayAsync(IEnumerable<(Fault Fault, Moment Moment)> rows, int patience, bool isOnPostgres)
    {
        FaultScene? scene = null;
        Dictionary<bool, Result> expected = [];
        try
        {
            foreach (var (fault, moment) in rows)
            {
                if (scene is null) (scene, expected) = await BeginAsync(patience, isOnPostgres);
                if (!fault.IsPossible(scene))
                {
                    TestContext.Current.AddWarning($"{fault.Name}: left out, this machine lets nobody mount a disk (root, mkfs.ext4) or has no libfaketime");
                    continue;
                }

                if (!await TryStrikeAsync(scene, fault, moment, expected[moment.IsTraining]) || fault.IsForGood)
                {
                    await scene.DisposeAsync();
                    scene = null;
                }
            }

            if (scene is not null) await RequireNothingTwiceAsync(scene);
        }
        finally
        {
            if (scene is not null) await scene.DisposeAsync();
        }
    }

    private static async Task<(FaultScene Scene, Dictionary<bool, Result> Expected)> BeginAsync(int patience, bool isOnPostgres)
    {
        var scene = await FaultScene.StartAsync(Data, patience, isOnPostgres);
        var expected = new Dictionary<bool, Result>();
        foreach (var training in new[] { false, true }) expected[training] = Completed(await scene.Client.RunAsync("", Moment.All.First(m => m.IsTraining == training).Call(0)), "undisturbed");
        return (scene, expected);
    }

    /// <summary>False where something was wrong: what comes next begins anew.</summary>
    private async Task<bool> TryStrikeAsync(FaultScene scene, Fault fault, Moment moment, Result expected)
    {
        try
        {
            TestContext.Current.SendDiagnosticMessage($"{fault.Name} at {moment.Name} ...");
            var since = System.Diagnostics.Stopwatch.StartNew();
            _seen.Enqueue((fault.Name, moment.Name, await StrikeAsync(scene, fault, moment, expected)));
            TestContext.Current.SendDiagnosticMessage($"{fault.Name} at {moment.Name}: {since.Elapsed.TotalSeconds:F1} s");
            return true;
        }
        catch (Exception wrong)
        {
            _wrong.Enqueue($"{fault.Name} at {moment.Name}: {wrong.Message}");
            TestContext.Current.SendDiagnosticMessage($"{fault.Name} at {moment.Name}: {wrong}");
            return false;
        }
    }

    private async Task<string> StrikeAsync(FaultScene scene, Fault fault, Moment moment, Result expected)
    {
        var call = moment.Call(Interlocked.Increment(ref _number));
        await fault.Prepare(scene);
        await scene.SeenAsync();
        var submitted = await scene.Client.SubmitAsync("", call);
        var following = await ReachAsync(scene.Client, submitted, moment);
        scene.Line.IsHeld = true;
        await fault.Strike(scene);
        scene.Line.IsHeld = false;
        if (fault.Lasts is { } lasts)
        {
            await Task.Delay(lasts);
            await fault.Mend(scene);
        }

        var ended = await EndedAsync(following, submitted, fault).WaitAsync(scene.Deadlines + TwoHeartbeats);
        if (moment.IsDone) Same(expected, ended, "before the fault");
        if (moment.IsDone && !fault.IsOfCoordinator) Same(expected, await scene.Client.RunAsync("", call).WaitAsync(TwoHeartbeats), "asked again");
        if (fault.Lasts is null) await fault.Mend(scene);
        if (fault.IsForGood) return EndOf(ended, fault, expected);
        await scene.SeenAsync();
        Same(expected, await scene.Client.RunAsync("", call).WaitAsync(TwoHeartbeats), "mended and asked again");
        if (ended.State != RunState.Completed) await RequireLaterAsync(scene.Client, ended.Id, expected);
        return EndOf(ended, fault, expected);
    }

    /// <summary>Follows a run to its end; returns when it has come to a state.</summary>
    private static async Task<Task<Run>> ReachAsync(FedOncoClient client, Run submitted, Moment moment)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (moment.Has(submitted)) reached.SetResult();
        var following = client.FollowAsync(submitted, run =>
        {
            if (moment.Has(run)) reached.TrySetResult();
        });
        await (await Task.WhenAny(reached.Task, following)).WaitAsync(TwoHeartbeats);
        return following;
    }

    /// <summary>A coordinator that cannot read its state may tell so whoever begins to follow the run, before the run ends for it.</summary>
    private static async Task<Run> EndedAsync(Task<Run> following, Run submitted, Fault fault)
    {
        try
        {
            return await following;
        }
        catch (FedOncoException told) when (told.Reason == ErrorReason.StateUnwritable && fault.IsOfCoordinator && fault.Ends.Contains(told.Reason))
        {
            return new Run { Id = submitted.Id, State = RunState.Failed, Problems = { new Problem { Reason = told.Reason, Message = told.Message } } };
        }
    }

    private static string EndOf(Run ended, Fault fault, Result expected)
    {
        if (ended.State == RunState.Completed)
        {
            Same(expected, ended, "its answer");
            return Fault.Answered;
        }

        Assert.True(fault.Ends.Contains(ended.Problems[0].Reason), $"{ended.Problems[0].Reason}: {ended.Problems[0].Message}");
        return $"`{ended.Problems[0].Reason.WireName()}`";
    }

    /// <summary>A run that was shown as ended and goes on after a restart has no other answer.</summary>
    private static async Task RequireLaterAsync(FedOncoClient client, string id, Result expected)
    {
        var later = await client.FollowAsync(await client.GetAsync(id)).WaitAsync(TwoHeartbeats);
        if (later.State == RunState.Completed) Same(expected, later, "its answer after a restart");
    }

    /// <summary>One contract and one end a run, one total an index of a contract; nothing open is left.</summary>
    private static async Task RequireNothingTwiceAsync(FaultScene scene)
    {
        Assert.All(await scene.Client.ListAsync(""), r => Assert.NotNull(r.Ended));
        var log = await scene.CoordinatorLogAsync();
        string[] Of(string kind, params string[] names) => [.. log.Where(e => e.GetProperty("kind").GetString() == kind).Select(e => string.Join(' ', names.Select(n => e.GetProperty(n).ToString())))];
        Assert.Equal(Of("contract", "run").Distinct(), Of("contract", "run"));
        Assert.Equal(Of("sum", "contract", "index", "step", "total").Distinct().Count(), Of("sum", "contract", "index").Distinct().Count());
        await scene.VerifyAgentLogsAsync();
    }

    private static Result Completed(Run run, string when)
    {
        Assert.True(run.State == RunState.Completed, $"{when}: {run.State} {run.Problems.FirstOrDefault()?.Message}");
        return run.Result;
    }

    /// <summary>Every number to the last bit; notes may say that an answer comes from the record.</summary>
    private static void Same(Result expected, Run run, string when)
    {
        var actual = Completed(run, when);
        Assert.True(Equals(expected.Tidy, actual.Tidy) && Equals(expected.Glance, actual.Glance) && Equals(expected.Model, actual.Model), $"{when}: another answer:\n{expected}\n{actual}");
    }

    private static string Rows(int site)
    {
        var random = new Random(site);
        return "id,x,z,g,y\n" + string.Concat(Enumerable.Range(1, 150).Select(i =>
        {
            double x = random.Next(100), z = random.Next(50);
            var y = (x / 20) - 2.5 + (z > 30 ? 1 : -1) + (random.NextDouble() * 2) - 1 > 0 ? 1 : 0;
            return string.Create(CultureInfo.InvariantCulture, $"{(site * 1000) + i},{x},{z},{(i % 3 == 0 ? "a" : "b")},{y}\n");
        }));
    }
}
