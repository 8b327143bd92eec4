using FedOnco.Protos;

namespace FedOnco.Language;

/// <summary>The call language: R-call text to a typed question and back.</summary>
public static class CallLanguage
{
    /// <summary>Longer calls are refused.</summary>
    public const int MostCharacters = 20_000;

    /// <summary>Parses one call ("coxph(Surv(days, death) ~ age, data = breast)") into its typed message.</summary>
    /// <returns>The question, or all problems with their 0-based positions; never an exception.</returns>
    public static ParsedCall Parse(string text)
    {
        var positions = new Dictionary<Expression, uint>(ReferenceEqualityComparer.Instance);
        if (text.Length > MostCharacters) return Failed(text, positions, new Problem { Reason = ErrorReason.TooLarge, Message = $"The call is longer than {MostCharacters} characters.", Position = 0 });
        try
        {
            var parser = new ExpressionParser(text, CallTokens.Read(text), positions);
            var name = parser.ReadAssignment();
            var binder = new CallBinder(positions);
            var root = parser.ParseAll();
            PredictedSurvival.Rewrite(root);
            if (root.Application is { } call && PostFitBinder.Functions.Contains(call.Function))
            {
                var after = new PostFitBinder(binder).Bind(call, root);
                return new ParsedCall(positions) { Text = text, Name = name, PostFit = binder.Problems.Count == 0 ? after : null, Problems = binder.Problems };
            }

            var question = binder.Bind(root);
            return new ParsedCall(positions) { Text = text, Name = name, Question = binder.Problems.Count == 0 ? question : null, Problems = binder.Problems };
        }
        catch (CallSyntaxException fault)
        {
            return Failed(text, positions, new Problem { Reason = ErrorReason.Syntax, Message = fault.Message, Position = (uint)fault.Position });
        }
    }

    /// <summary>Parses one expression of the call language ("difftime(last, diagnosis, units = \"days\")").</summary>
    /// <returns>The expression, or what is wrong with its 0-based position; never an exception.</returns>
    public static (Expression? Expression, Problem? Problem) ParseExpression(string text)
    {
        if (text.Length > MostCharacters) return (null, new Problem { Reason = ErrorReason.TooLarge, Message = $"The expression is longer than {MostCharacters} characters.", Position = 0 });
        try
        {
            var positions = new Dictionary<Expression, uint>(ReferenceEqualityComparer.Instance);
            return (new ExpressionParser(text, CallTokens.Read(text), positions).ParseAll(), null);
        }
        catch (CallSyntaxException fault)
        {
            return (null, new Problem { Reason = ErrorReason.Syntax, Message = fault.Message, Position = (uint)fault.Position });
        }
    }

    /// <summary>The canonical call: Parse(Print(q)).Question equals q.</summary>
    public static string Print(Question question) => CallPrinter.Print(question);

    /// <summary>The canonical call on fits.</summary>
    public static string Print(PostFit call) => CallPrinter.Print(call);

    /// <summary>Calls that can be written, with one line each.</summary>
    public static IReadOnlyList<CallForm> Calls => CallForms.All;

    private static ParsedCall Failed(string call, Dictionary<Expression, uint> positions, Problem problem) => new(positions) { Text = call, Problems = [problem] };
}
