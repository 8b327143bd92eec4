using System.Diagnostics;
using FedOnco.Client;
using FedOnco.Protos;

namespace FedOnco.Federation.Tests.Soak;

/// <summary>Asks one random call after the other: waits for the answer, goes away in the middle and asks for it later, or cancels.</summary>
/// <param name="name">Person.</param>
/// <param name="federation">Asked.</param>
/// <param name="calls">Calls with known answers.</param>
/// <param name="record">What comes of it.</param>
/// <param name="seed">Of her choices.</param>
internal sealed class SoakAnalyst(string name, ProcessFederation federation, IReadOnlyList<KnownCall> calls, SoakRecord record, int seed)
{
    /// <summary>For one run over everything that strikes it: longer than the service's own deadlines of two minutes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private static readonly TimeSpan LongestMiddle = TimeSpan.FromSeconds(0.4);

    private readonly Random _random = new(seed);

    /// <param name="pause">Between two calls, on average.</param>
    /// <param name="over">No call is begun after it.</param>
    public async Task WorkAsync(TimeSpan pause, CancellationToken over)
    {
        using var client = federation.Client(name);
        while (!over.IsCancellationRequested)
        {
            var call = calls[_random.Next(calls.Count)];
            var text = call.Asked(_random.Next(4) == 0 ? _random.Next(SoakRecord.Repeated) + 1 : record.NextNumber());
            try
            {
                await AskAsync(client, call, text);
            }
            catch (Exception wrong) when (wrong is FedOncoException or TimeoutException)
            {
                record.Wrong.Enqueue($"{text}: {wrong.Message}");
            }

            await Task.Delay(pause * (2 * _random.NextDouble()), over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task AskAsync(FedOncoClient client, KnownCall call, string text)
    {
        var way = _random.Next(10);
        var run = way == 0 ? await AbandonAsync(text) : await PatientlyAsync(() => client.SubmitAsync("", text));
        if (way == 1)
        {
            await Task.Delay(LongestMiddle * _random.NextDouble());
            await PatientlyAsync(() => client.CancelAsync(run.Id));
        }

        Judge(call, text, await client.FollowAsync(run).WaitAsync(Patience), mayBeCancelled: way == 1);
    }

    /// <summary>Another client of hers submits and is cut off in the middle, without a word.</summary>
    private async Task<Run> AbandonAsync(string text)
    {
        using var doomed = federation.Client(name);
        var run = await PatientlyAsync(() => doomed.SubmitAsync("", text));
        using var middle = new CancellationTokenSource(LongestMiddle * _random.NextDouble());
        try
        {
            await foreach (var _ in doomed.WatchAsync(run.Id, middle.Token))
            {
                // It looks on until it is gone.
            }
        }
        catch (Exception cut) when (cut is OperationCanceledException or FedOncoException { Reason: ErrorReason.CannotConnect })
        {
            // The run goes on without it.
        }

        return run;
    }

    private void Judge(KnownCall call, string text, Run ended, bool mayBeCancelled)
    {
        if (ended.State == RunState.Completed && call.IsAnsweredBy(ended.Result)) record.Answered(ended.Result.Notes.Any(n => n.StartsWith("answered from the record", StringComparison.Ordinal)));
        else if (ended.State == RunState.Cancelled && mayBeCancelled) record.Cancelled();
        else record.Wrong.Enqueue($"{text}: {ended.State} {ended.Problems.FirstOrDefault()?.Reason.WireName() ?? "another answer"}: {ended.Problems.FirstOrDefault()?.Message ?? ended.Result.Tidy.ToString()}");
    }

    /// <summary>Tries again while the coordinator is away.</summary>
    private static async Task<Run> PatientlyAsync(Func<Task<Run>> ask)
    {
        for (var since = Stopwatch.StartNew(); ;)
        {
            try
            {
                return await ask();
            }
            catch (FedOncoException away) when (away.Reason == ErrorReason.CannotConnect && since.Elapsed < Patience)
            {
                await Task.Delay(TimeSpan.FromSeconds(0.25));
            }
        }
    }
}
