namespace FedOnco.Coordinator.Runs;

/// <summary>Runs go to the sites in the order of their submission, a bounded number at a time; the others wait here, with their contract stored.</summary>
/// <param name="atOnce">How many are with the sites.</param>
internal sealed class RunQueue(int atOnce)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<TaskCompletionSource> _waiting = [];
    private int _taken;

    /// <summary>How many wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock) return _waiting.Count;
        }
    }

    /// <summary>Takes a place at the end; completes when it is this run's turn, which lasts until <see cref="Leave"/>.</summary>
    /// <param name="cancelled">Gives the place up: no turn was taken then.</param>
    public Task EnterAsync(CancellationToken cancelled)
    {
        lock (_lock)
        {
            if (cancelled.IsCancellationRequested) return Task.FromCanceled(cancelled);
            if (_taken < atOnce)
            {
                _taken++;
                return Task.CompletedTask;
            }

            var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var place = _waiting.AddLast(turn);
            var registration = cancelled.Register(() => GiveUp(place, cancelled));
            return WaitAsync(turn.Task, registration);
        }
    }

    /// <summary>Ends a turn: the first that waits has the next.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            if (_waiting.First is not { } first)
            {
                _taken--;
                return;
            }

            _waiting.RemoveFirst();
            first.Value.SetResult();
        }
    }

    private static async Task WaitAsync(Task turn, CancellationTokenRegistration registration)
    {
        using (registration) await turn.ConfigureAwait(false);
    }

    private void GiveUp(LinkedListNode<TaskCompletionSource> place, CancellationToken cancelled)
    {
        lock (_lock)
        {
            // No longer in the list: its turn has come.
            if (place.List is null) return;
            _waiting.Remove(place);
            place.Value.SetCanceled(cancelled);
        }
    }
}
