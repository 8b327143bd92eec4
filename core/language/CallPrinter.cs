using FedOnco.Protos;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace FedOnco.Language;

/// <summary>From a typed question to its canonical call: fields in declared order, absent ones left out.</summary>
internal static class CallPrinter
{
    public static string Print(Question question)
    {
        var field = Analysis.Descriptor.Oneofs.Single().Accessor.GetCaseFieldDescriptor(question.Analysis)
            ?? throw new ArgumentException("the question has no analysis");
        var specification = (IMessage)field.Accessor.GetValue(question.Analysis);
        if (CallForms.FitsOf(field.MessageType) is not null) return PrintOnFit(question, field, specification);
        var arguments = CallForms.ArgumentsOf(field.MessageType)
            .Select(a => (a.Form, Text: a.Form.Name == "data" && question.Set is { } set ? ExpressionText.Name(set.Name) : a.Form.Name == "weights" && question.Weighting is not null ? Print(new Question { Analysis = new Analysis { Iptw = question.Weighting } }) : TextOf(a.Field.ContainingType == Question.Descriptor ? question : specification, a.Field)))
            .Where(a => a.Text is not null)
            .OrderBy(a => a.Form.First ? 0 : a.Form.Name == "data" ? 1 : a.Form.Name == "subset" ? 2 : 3)
            .Select(a => a.Form.First ? a.Text : $"{a.Form.Name} = {a.Text}");
        return $"{CallForms.FormOf(field.MessageType).Name}({string.Join(", ", arguments)})";
    }

    private static string PrintOnFit(Question question, FieldDescriptor analysis, IMessage specification)
    {
        var fit = analysis.MessageType.Oneofs.First(o => o.Name == "fit").Accessor.GetCaseFieldDescriptor(specification) ?? throw new ArgumentException("the question has no fit");
        var inner = question.Clone();
        inner.Analysis = new Analysis();
        var slot = CallForms.Fields[CallForms.FormOf(fit.MessageType).Name];
        slot.Accessor.SetValue(inner.Analysis, fit.Accessor.GetValue(specification));
        var others = CallForms.OwnArgumentsOf(analysis.MessageType).Select(a => (a.Form, Text: TextOf(specification, a.Field))).Where(a => a.Text is not null).Select(a => $"{a.Form.Name} = {a.Text}");
        return $"{CallForms.FormOf(analysis.MessageType).Name}({string.Join(", ", others.Prepend(Print(inner)))})";
    }

    public static string Print(PostFit call)
    {
        var fits = call.Fits.Select(f => f.KindCase == FitReference.KindOneofCase.Name ? ExpressionText.Name(f.Name) : Print(f.Question));
        var others = call.Arguments.Select(a => a.Name.Length > 0 ? $"{ExpressionText.Name(a.Name)} = {a.Value.ToText()}" : a.Value.ToText());
        return $"{call.Function}({string.Join(", ", fits.Concat(others))})";
    }

    private static string? TextOf(IMessage message, FieldDescriptor field)
    {
        var value = field.Accessor.GetValue(message);
        if (field.IsRepeated) return value is IReadOnlyList<double> { Count: > 0 } numbers ? $"c({string.Join(", ", numbers.Select(ExpressionText.Number))})" : null;
        if (field.HasPresence && !field.Accessor.HasValue(message)) return null;
        return value switch
        {
            Formula formula => formula.ToText(),
            Expression expression => expression.ToText(),
            IMessage choice when ConstructorReader.IsChoice(choice.Descriptor) => ConstructorReader.Print(choice, TextOf),
            IMessage choice => Choice(choice),
            bool flag => flag ? "TRUE" : "FALSE",
            double number => ExpressionText.Number(number),
            string name => name.Length == 0 ? null : ExpressionText.Name(name),
            Enum => Spelling(field.EnumType, (int)value) is { } word ? ExpressionText.Quote(word) : null,
            _ => throw new InvalidOperationException($"no rule for {field.FullName}"),
        };
    }

    private static string Choice(IMessage choice)
    {
        var words = choice.Descriptor.Fields.InDeclarationOrder().Select(f => Spelling(f.EnumType, (int)f.Accessor.GetValue(choice))).ToList();
        return words.Count > 1 && words[1] is { } detail ? $"{words[0]}({ExpressionText.Quote(detail)})" : words[0] ?? "";
    }

    private static string? Spelling(EnumDescriptor type, int number) => CallForms.SpellingsOf(type.FindValueByNumber(number)).FirstOrDefault();
}
