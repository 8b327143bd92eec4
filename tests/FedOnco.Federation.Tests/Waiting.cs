namespace FedOnco.Federation.Tests;

/// <summary>For what another process or task comes to by itself.</summary>
internal static class Waiting
{
    /// <summary>Looks until something holds.</summary>
    /// <param name="patience">The test fails after it.</param>
    /// <param name="holds">Whether it does.</param>
    public static async Task UntilAsync(TimeSpan patience, Func<CancellationToken, Task<bool>> holds)
    {
        using var limit = new CancellationTokenSource(patience);
        while (!await holds(limit.Token)) await Task.Delay(50, limit.Token);
    }

    /// <inheritdoc cref="UntilAsync(TimeSpan, Func{CancellationToken, Task{bool}})"/>
    public static Task UntilAsync(TimeSpan patience, Func<bool> holds) => UntilAsync(patience, _ => Task.FromResult(holds()));
}
