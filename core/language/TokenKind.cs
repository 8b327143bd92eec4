namespace FedOnco.Language;

/// <summary>The words of the call language.</summary>
internal enum TokenKind
{
    Number,
    Text,
    Name,
    QuotedName,
    Operator,
    Open,
    Close,
    Comma,
    Assign,
    Arrow,
}
