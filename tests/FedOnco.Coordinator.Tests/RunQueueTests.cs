using FedOnco.Coordinator.Runs;
using FedOnco.Protos;

namespace FedOnco.Coordinator.Tests;

public sealed class RunQueueTests
{
    /// <summary>A turn that comes out of order would be waited for in vain.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Enter_MoreThanAtOnce_TakeTurnsInOrder()
    {
        var queue = new RunQueue(2);
        var turns = Enumerable.Range(0, 1000).Select(_ => queue.EnterAsync(Stop)).ToList();
        Assert.Equal(998, queue.Waiting);
        for (var i = 0; i < turns.Count; i++)
        {
            await turns[i].WaitAsync(Patience, Stop);
            if (i + 2 < turns.Count) Assert.False(turns[i + 2].IsCompleted);
            queue.Leave();
        }

        Assert.True(queue.EnterAsync(Stop).IsCompletedSuccessfully);
        Assert.True(queue.EnterAsync(Stop).IsCompletedSuccessfully);
        Assert.False(queue.EnterAsync(Stop).IsCompleted);
    }

    [Fact]
    public async Task Enter_CancelledWhileWaiting_GivesItsPlaceUp()
    {
        var queue = new RunQueue(1);
        await queue.EnterAsync(Stop).WaitAsync(Patience, Stop);
        using var cancelled = new CancellationTokenSource();
        var second = queue.EnterAsync(cancelled.Token);
        var third = queue.EnterAsync(Stop);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second.WaitAsync(Patience, Stop));
        Assert.Equal(1, queue.Waiting);
        queue.Leave();
        await third.WaitAsync(Patience, Stop);
        queue.Leave();
        Assert.True(queue.EnterAsync(Stop).IsCompletedSuccessfully);
    }

    [Theory]
    [InlineData(0, 10, 10, "--runs-at-once")]
    [InlineData(65, 10, 10, "--runs-at-once")]
    [InlineData(1, 0, 10, "--most-runs ")]
    [InlineData(1, 10, 0, "--most-runs-of-person")]
    public void Options_OutOfRange_AreNamed(int atOnce, int most, int mostOfPerson, string named) =>
        Assert.Contains(named, Assert.Throws<FedOncoException>(() => new RunOptions { RunsAtOnce = atOnce, MostOpen = most, MostOpenOfPerson = mostOfPerson }.Checked()).Message, StringComparison.Ordinal);
}
