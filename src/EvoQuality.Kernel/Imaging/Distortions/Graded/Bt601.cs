namespace EvoQuality.Imaging.Distortions.Graded;

/// <summary>
/// Y, Cr, Cb of ITU-R BT.601 over the full range, as OpenCV defines them: Y = 0.299 R + 0.587 G + 0.114 B, Cr = 0.713 (R - Y),
/// Cb = 0.564 (B - Y), and back.
/// </summary>
internal static class Bt601
{
    public const float Red = 0.299f;
    public const float Green = 0.587f;
    public const float Blue = 0.114f;
    public const float CrOfRed = 0.713f;
    public const float CbOfBlue = 0.564f;
    public const float RedOfCr = 1.403f;
    public const float GreenOfCr = -0.714f;
    public const float GreenOfCb = -0.344f;
    public const float BlueOfCb = 1.773f;
}
