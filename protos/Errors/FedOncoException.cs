namespace FedOnco.Protos;

/// <summary>The one exception of the core: a reason of the closed list and one message that says what is wrong, where, and what to do.</summary>
/// <remarks>The message never holds a data value, a key or a token: it may reach any party of the run.</remarks>
public sealed class FedOncoException : Exception
{
    public FedOncoException(ErrorReason reason, string message, Expression? where = null)
        : base(message)
    {
        Reason = reason;
        Where = where;
    }

    public ErrorReason Reason { get; }

    /// <summary>The expression of the question that is at fault (by reference), where there is one.</summary>
    public Expression? Where { get; }
}
