using FedOnco.Protos;

namespace FedOnco.Cli.Output;

/// <summary>A call and what became of it.</summary>
/// <param name="Call">As submitted.</param>
/// <param name="Run">The ended run; null where it could not be submitted.</param>
/// <param name="Problems">Why there is no answer.</param>
/// <param name="Notes">Beside those of the result.</param>
internal sealed record Answer(string Call, Run? Run, IReadOnlyList<Problem> Problems, IReadOnlyList<string> Notes)
{
    public bool IsCompleted => Run?.State == RunState.Completed;

    /// <summary>"completed", "refused", "failed" or "invalid".</summary>
    public string Status => IsCompleted ? "completed" : Problems.Count > 0 ? Problems[0].Reason.Status() : "failed";

    public int ExitCode => IsCompleted ? 0 : Problems.Count > 0 ? Problems[0].Reason.ExitCode() : 4;

    public static Answer Of(string call, Run run, IReadOnlyList<string> notes) => new(call, run, run.Problems, notes);

    public static Answer Of(string call, FedOncoException fault) => new(call, null, [new Problem { Reason = fault.Reason, Message = fault.Message }], []);
}
