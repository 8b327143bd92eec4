using FedOnco.Protos;

namespace FedOnco.Analyses.PostFit;

/// <summary>The arguments of a call on fits.</summary>
internal sealed class PostFitArguments
{
    private readonly Protos.PostFit _call;

    /// <exception cref="FedOncoException">UnknownArgument.</exception>
    public PostFitArguments(Protos.PostFit call, params string[] names)
    {
        _call = call;
        if (call.Arguments.FirstOrDefault(a => a.Name.Length > 0 && !names.Contains(a.Name)) is { } unknown)
            throw new FedOncoException(ErrorReason.UnknownArgument, $"{call.Function}() has no argument {unknown.Name}.{(names.Length > 0 ? $" It has: {string.Join(", ", names)}." : "")}", unknown.Value);
    }

    /// <summary>By name, or the first without a name.</summary>
    public Expression? Find(string name, bool first = false) =>
        (_call.Arguments.FirstOrDefault(a => a.Name == name) ?? (first ? _call.Arguments.FirstOrDefault(a => a.Name.Length == 0) : null))?.Value;

    public double Level()
    {
        if (Find("conf.level") is not { } given) return 0.95;
        return given.KindCase == Expression.KindOneofCase.Number && given.Number is > 0 and < 1 ? given.Number : throw new FedOncoException(ErrorReason.WrongArgument, "conf.level lies between 0 and 1.", given);
    }

    /// <summary>type = "link" or "response".</summary>
    public bool IsResponse()
    {
        if (Find("type") is not { } given) return false;
        return given.Text is "link" or "response" ? given.Text == "response" : throw new FedOncoException(ErrorReason.WrongArgument, "type is \"link\" or \"response\".", given);
    }

    /// <summary>A number, with its sign.</summary>
    public static double? Number(Expression value) => value switch
    {
        { KindCase: Expression.KindOneofCase.Number } => value.Number,
        { Application: { Function: "-", Arguments.Count: 1 } minus } => -Number(minus.Arguments[0].Value),
        { Application: { Function: "/", Arguments.Count: 2 } quotient } => Number(quotient.Arguments[0].Value) / Number(quotient.Arguments[1].Value),
        _ => null,
    };
}
