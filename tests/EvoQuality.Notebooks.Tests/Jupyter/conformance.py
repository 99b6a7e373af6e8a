"""The applicable cases of jupyter_kernel_test for the C# kernel; run by DebianClientTests."""
import unittest

import jupyter_kernel_test

jupyter_kernel_test.TIMEOUT = 90  # a machine that does other work too


class CSharpKernelTests(jupyter_kernel_test.KernelTests):
    kernel_name = ".net-csharp"
    language_name = "C#"
    file_extension = ".cs"

    code_hello_world = 'Console.WriteLine("hello, world");'
    code_stderr = 'Console.Error.WriteLine("oops");'
    code_generate_error = 'throw new InvalidOperationException("no");'
    code_execute_result = [
        {"code": "1 + 1", "result": "2"},
        {"code": '"a" + "b"', "result": "ab"},
        {"code": "6 * 7", "result": "42"},
        {"code": 'HTML("<b>x</b>")', "result": "<b>x</b>", "mime": "text/html"},
    ]
    code_display_data = [
        {"code": 'display(HTML("<b>x</b>"));', "mime": "text/html"},
        {"code": 'display(LaTeX("p^*"));', "mime": "text/latex"},
        {"code": 'display(Markdown("*x*"));', "mime": "text/markdown"},
        {
            "code": "display(Plotly.NET.CSharp.Chart.Line<int, int, string>(new[] { 1, 2 }, new[] { 3, 4 }));",
            "mime": "image/svg+xml",
        },
    ]
    completion_samples = [
        {"text": "Console.WriteL", "matches": {"WriteLine"}},
        {"text": "Math.Sqr", "matches": {"Sqrt"}},
    ]
    complete_code_samples = ["1 + 1", "var x = 2;", "int F(int n)\n{\n    return n;\n}"]
    incomplete_code_samples = ["if (true) {", "var x = new[] { 1,", "int F(int n)"]
    invalid_code_samples = ["int x = = 3;", "}"]
    code_history_pattern = "1 ? 1*"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "Console.WriteLine"
    code_clear_output = "clear_output();"

    def execute_helper(self, code, timeout=90, silent=False, store_history=True, stop_on_error=True):
        return super().execute_helper(code, timeout, silent, store_history, stop_on_error)


if __name__ == "__main__":
    unittest.main()
