namespace FedOnco.Language;

/// <summary>A fault that stops the parser, at a character of the call.</summary>
internal sealed class CallSyntaxException(string message, int position) : Exception(message)
{
    public int Position => position;
}
